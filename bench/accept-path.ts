import { withTables } from './harness/bench-servers.ts';
import type { Comparison, Figure } from './harness/figure.ts';
import { inProcesses } from './harness/variant-process.ts';

const CASES = {
  '1 at once': { concurrency: 1, orders: 200 },
  '8 at once': { concurrency: 8, orders: 400 },
  '32 at once': { concurrency: 32, orders: 640 },
};

const comparison = (name: keyof typeof CASES, metric: string, atMost: number): Comparison => ({
  ...{ case: name, metric, per: 'order', atMost },
  ...{ ours: 'order-api', peer: 'transactional outbox', control: 'order-api again' },
});

export const acceptPath: Figure = {
  name: 'accept-path',
  about:
    "An accepted POST /orders: order-api's handler and its one conditional write, against a transaction of the order, its outbox " +
    'row and the row of the idempotency key with @aws-sdk/lib-dynamodb, validated the same way. DynamoDB Local; nothing is logged.',
  comparisons: [
    comparison('1 at once', 'wall', 0.9),
    comparison('8 at once', 'wall', 0.9),
    comparison('32 at once', 'wall', 0.5),
    comparison('1 at once', 'cpu', 0.8),
    comparison('8 at once', 'cpu', 0.8),
    comparison('32 at once', 'cpu', 0.8),
    { ...comparison('1 at once', 'requests', 1), control: undefined },
  ],
  measure: (bench) =>
    withTables(({ env }) =>
      inProcesses({
        bench,
        env: { ...env, ORDERS_TABLE: 'orders', TENANT_CLAIM: 'tenant' },
        variants: {
          'order-api': { subject: 'order-api' },
          'order-api again': { subject: 'order-api' },
          'transactional outbox': { subject: 'transactional-outbox' },
        },
        cases: CASES,
        warmUps: 6,
      }),
    ),
};
