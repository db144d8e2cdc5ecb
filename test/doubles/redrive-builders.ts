import type { RedriveRequest } from '../../functions/contracts/operator-request.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { redrive } from '../../functions/kafka-operator/redrive.ts';
import { inMemoryTopics } from './in-memory-topics.ts';
import { quarantineIn } from './quarantine-builders.ts';

export const REDRIVEN_AT = '2026-02-01T00:00:00.000Z';

const { topic } = ORDER_PLACED;

/** Topics in memory with a quarantine, and its redrive. */
export function aRedrive({ mayGoOn = (): boolean => true } = {}) {
  const topics = inMemoryTopics();
  const run = redrive({
    log: topics.log,
    mayGoOn,
    partitionOf: async (_topic, key) => (key.startsWith('ord_') ? 1 : 0),
    send: topics.send,
    now: () => new Date(REDRIVEN_AT),
  });
  const ask = (differing: Partial<RedriveRequest> = {}) =>
    run({ action: 'redrive', topic, consumer: 'payment-processor', limit: 100, dryRun: false, ...differing });
  return { ask, topics, quarantine: quarantineIn(topics), dlq: () => topics.records(`${topic}.payment-processor.dlq`) };
}
