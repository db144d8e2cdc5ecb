import { describe, expect, it } from 'vitest';
import type { QuarantineDepthRequest } from '../../../functions/contracts/operator-request.ts';
import { measureQuarantine } from '../../../functions/kafka-operator/list-quarantined.ts';
import { report } from '../../../functions/kafka-operator/operator-report.ts';
import { publishMetrics } from '../../../functions/platform/telemetry.ts';
import { inMemoryTopics } from '../../doubles/in-memory-topics.ts';
import { logsOf } from '../../harness/captured-logs.ts';

const message = { key: null, value: null, headers: {} };
const request: QuarantineDepthRequest = { action: 'quarantine-depth', topics: ['a.dlq', 'b.dlq'] };

describe('measure what lies in quarantine', () => {
  it('counts what the topics hold, in all partitions, without what has expired', async () => {
    const topics = inMemoryTopics();
    await topics.send({ topic: 'a.dlq', partition: 0, messages: [message, message, message] });
    await topics.send({ topic: 'a.dlq', partition: 1, messages: [message] });
    await topics.send({ topic: 'other', partition: 0, messages: [message] });
    topics.trim('a.dlq', 0, 2);

    expect(await measureQuarantine(topics)(request)).toEqual({ records: 2, byTopic: { 'a.dlq': 2, 'b.dlq': 0 } });
  });

  it.each([0, 2])('is a gauge, and no log line, also at %i', async (records) => {
    const lines = await logsOf(async () => {
      report(request, { records, byTopic: {} });
      publishMetrics();
    });

    expect(lines).toMatchObject([{ QuarantineDepth: records }]);
  });
});
