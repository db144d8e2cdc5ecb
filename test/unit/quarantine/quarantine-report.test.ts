import { describe, expect, it } from 'vitest';
import { publishMetrics } from '../../../functions/platform/telemetry.ts';
import { reportQuarantined } from '../../../functions/quarantine/quarantine-record.ts';
import { aQuarantineRequest } from '../../doubles/quarantine-builders.ts';
import { logsOf } from '../../harness/captured-logs.ts';

describe('report a quarantined record', () => {
  it('counts it, and says where it was, where it lies and why', async () => {
    const request = aQuarantineRequest();
    const to = { topic: 'orders.order-placed.v1.payment-processor.dlq', partition: 4, offset: 9 };

    const lines = await logsOf(async () => {
      reportQuarantined(request, to);
      publishMetrics();
    });

    const { topic, partition, offset } = request.record;
    expect(lines).toMatchObject([
      { from: { topic, partition, offset }, to, error: request.error },
      { RecordsQuarantined: 1 },
    ]);
  });
});
