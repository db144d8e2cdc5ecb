import { withTables } from './harness/bench-servers.ts';
import type { Comparison, Figure } from './harness/figure.ts';
import { inProcesses } from './harness/variant-process.ts';

const CASE = 'batch of 100';

const comparison = (metric: string, atMost: number): Comparison => ({
  ...{ case: CASE, metric, per: 'receipt', atMost },
  ...{ ours: 'outbox', peer: 'UpdateItem each' },
  ...(metric !== 'requests' && { control: 'outbox again' }),
});

export const receipts: Figure = {
  name: 'receipts',
  about:
    'Recording the receipts of 100 events that the broker has, by the outbox of the Orders table, against one conditional UpdateItem ' +
    'for each, 32 at once. DynamoDB Local.',
  comparisons: [comparison('cpu', 0.1), comparison('wall', 1), comparison('requests', 0.1)],
  measure: (bench) =>
    withTables(({ env }) =>
      inProcesses({
        bench,
        env,
        variants: {
          outbox: { subject: 'receipts' },
          'outbox again': { subject: 'receipts' },
          'UpdateItem each': { subject: 'update-each' },
        },
        cases: { [CASE]: { batches: 10 } },
        warmUps: 3,
      }),
    ),
};
