import { ORDER_PLACED } from '../functions/contracts/order-placed.ts';
import { FUNCTION_ENV, withBroker } from './harness/bench-servers.ts';
import type { Comparison, Figure } from './harness/figure.ts';
import { inProcesses } from './harness/variant-process.ts';
import { prefixOf } from './subjects/hundred-rows.ts';

const CASES = {
  '1 partition': { partitions: 1, batches: 20 },
  '6 partitions': { partitions: 6, batches: 20 },
};

const comparisons = (ours: string, atMost: number): Comparison[] =>
  Object.keys(CASES).map((name) => ({
    ...{ case: name, metric: 'cpu', per: 'record', atMost },
    ...{ ours, peer: 'kafkajs sendBatch', control: `${ours}, again` },
  }));

export const publisher: Figure = {
  name: 'publisher',
  about:
    "CPU of a record from the stream's event to the broker's acknowledgement, in batches of 100 with values of about 500 bytes: " +
    "outbox-publisher's handler without recording receipts, once without log lines and once with all of them, against kafkajs's " +
    'sendBatch of the same keys, values and headers, which were made before. One Kafka broker.',
  comparisons: [...comparisons('no logs', 0.9), ...comparisons('with logs', 1.2)],
  measure: (bench) =>
    withBroker({ topics: topicsOfCases() }, (brokers) => {
      const quiet = { subject: 'outbox-publisher' } as const;
      const logging = { ...quiet, env: { POWERTOOLS_LOG_LEVEL: 'DEBUG' } };
      return inProcesses({
        bench,
        env: {
          ...FUNCTION_ENV,
          ...{ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none', OUTBOX_TABLE: 'none', TOPIC_PREFIX: '' },
          KAFKAJS_NO_PARTITIONER_WARNING: '1',
        },
        variants: {
          'no logs': quiet,
          'no logs, again': quiet,
          'with logs': logging,
          'with logs, again': logging,
          'kafkajs sendBatch': { subject: 'raw-kafkajs' },
        },
        cases: CASES,
        warmUps: 3,
      });
    }),
};

const topicsOfCases = () =>
  Object.values(CASES).map(({ partitions }) => ({ topic: prefixOf(partitions) + ORDER_PLACED.topic, partitions }));
