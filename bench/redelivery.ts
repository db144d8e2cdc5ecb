import type { Comparison, Figure } from './harness/figure.ts';
import { inProcesses } from './harness/variant-process.ts';
import { withProcessorEnv } from './processor.ts';

const CASE = 'batch of 100';

const comparison = (metric: string, atMost: number): Comparison => ({
  ...{ case: CASE, metric, per: 'record', atMost },
  ...{ ours: 'delivered again', peer: 'delivered first' },
  ...(metric !== 'requests' && { control: 'delivered again, again' }),
});

export const redelivery: Figure = {
  name: 'redelivery',
  about:
    'A batch of 100 payments that are decided, delivered to payment-processor once more, against a batch of new ones. The gateway ' +
    'answers at once, so that the first delivery is as fast as it can be. Requests are those to DynamoDB.',
  comparisons: [comparison('requests', 0.02), comparison('wall', 0.15), comparison('cpu', 0.15)],
  measure: (bench) =>
    withProcessorEnv(({ env }) =>
      inProcesses({
        bench,
        env,
        variants: {
          'delivered first': { subject: 'payment-processor' },
          'delivered again': { subject: 'redelivered-payments' },
          'delivered again, again': { subject: 'redelivered-payments' },
        },
        cases: { [CASE]: { records: 100 } },
        warmUps: 10,
      }),
    ),
};
