import { describe, expect, it } from 'vitest';
import { anOrderApi, anOrderApiEvent } from '../../harness/an-order-api.ts';

describe('any other route', () => {
  it('answers that it is well', async () => {
    expect(await anOrderApi().route(anOrderApiEvent('GET /health'))).toMatchObject({
      statusCode: 200,
      body: '{"status":"ok"}',
    });
  });

  it('answers 404 to what it does not know', async () => {
    await expect(anOrderApi().route(anOrderApiEvent('DELETE /orders'))).rejects.toMatchObject({ status: 404 });
  });
});
