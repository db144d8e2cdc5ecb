import type { PlantedBug } from './planted-bug.ts';

/** Of what is deployed: settings of tables and event sources. */
export const templateBugs: readonly PlantedBug[] = [
  {
    name: 'dedup expires early',
    harm: 'A replay of the topic after the expiry charges every order again.',
    edits: [
      {
        file: 'lib/recipes/table.ts',
        find: 'billingMode: BillingMode.PAY_PER_REQUEST,',
        replace: "billingMode: BillingMode.PAY_PER_REQUEST,\n    timeToLiveAttribute: 'leaseUntil',",
      },
    ],
    caughtBy: { layer: 'infra', file: 'test/infra/payment-processor.test.ts', test: 'forgets nothing' },
  },
  {
    name: 'failures returned where they are not enabled',
    harm: 'The event source takes a response that names failures for success.',
    edits: [
      {
        file: 'lib/recipes/kafka-consumer.ts',
        find: 'FAILURE_MODE: failureMode(stage.kafkaPollers),',
        replace: "FAILURE_MODE: 'report',",
      },
    ],
    caughtBy: {
      layer: 'infra',
      file: 'test/infra/payment-processor.test.ts',
      test: 'is fed by on-demand pollers without any setting that they do not know, and throws',
    },
  },
  {
    name: 'filter on the map instead of the leaf',
    harm: 'The filter matches no row, and no order is ever published.',
    edits: [
      {
        file: 'lib/flow/flow-publisher.ts',
        find: 'newImage: { outbox: { M: { requeues: { N: [{ exists: true }] } } } },',
        replace: 'newImage: { outbox: { M: [{ exists: true }] } },',
      },
    ],
    caughtBy: {
      layer: 'infra',
      file: 'test/infra/outbox-publisher.test.ts',
      test: 'the publisher of orders > follows its table',
    },
  },
];
