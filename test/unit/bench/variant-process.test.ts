import { describe, expect, it } from 'vitest';
import { FUNCTION_ENV } from '../../../bench/harness/bench-servers.ts';
import { inProcesses } from '../../../bench/harness/variant-process.ts';

const bench = { rounds: 1, seed: 1, progress: () => {} };

describe('measure a variant in a process of its own', () => {
  it('gives the time, the CPU and the requests of one event', async () => {
    const samples = await inProcesses({
      ...{ bench, warmUps: 0, cases: { one: {} } },
      ...{ env: { EVENTS: '50000' }, variants: { memory: { subject: 'outbox-in-memory' } } },
    });

    const [sample] = Object.values(samples).flatMap((byVariant) => Object.values(byVariant).flat());
    expect(sample).toEqual({ wall: expect.any(Number), cpu: expect.any(Number), requests: 0 });
    // 50,000 events take between 5 ms and 50 s.
    expect(sample?.['cpu']).toBeGreaterThan(1e-4);
    expect(sample?.['cpu']).toBeLessThan(1);
  });

  it('fails where one order of a run fails, and says why', async () => {
    const nowhere = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1', ORDERS_TABLE: 'none', TENANT_CLAIM: 'tenant' };

    const measuring = inProcesses({
      ...{ bench, warmUps: 0, cases: { one: { orders: 1 } } },
      ...{ env: { ...FUNCTION_ENV, ...nowhere }, variants: { api: { subject: 'order-api' } } },
    });

    await expect(measuring).rejects.toThrow(/^order-api failed: Error: answered 50\d/);
  });
});
