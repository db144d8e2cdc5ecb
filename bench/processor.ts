import { withTables } from './harness/bench-servers.ts';
import type { Comparison, Figure } from './harness/figure.ts';
import { type StubGateway, withStubGateway } from './harness/stub-gateway.ts';
import { inProcesses } from './harness/variant-process.ts';

/** The tables, a gateway, and the environment of payment-processor at both, as stage prod sets it, as long as the work takes. */
export const withProcessorEnv = <Result>(
  work: (at: { readonly env: Readonly<Record<string, string>>; readonly gateway: StubGateway }) => Promise<Result>,
): Promise<Result> =>
  withTables(({ env }) =>
    withStubGateway(async (gateway) => work({ env: { ...env, ...(await processorEnv(gateway.url)) }, gateway })),
  );

/** What the function reads of its environment, at a gateway. */
export async function processorEnv(gatewayUrl: string) {
  // The CDK comes with the stages: not loaded to print a help.
  const { stages } = await import('../lib/stages.ts');
  return {
    ...{ PAYMENT_DEDUP_TABLE: 'payments', FUNCTION_TIMEOUT_SECONDS: '60' },
    ...{ GATEWAY_URL: gatewayUrl, GATEWAY_KEY_IN: 'environment', GATEWAY_KEY: 'sk_test_bench' },
    ...{ QUARANTINE_FUNCTION: 'none', FAILURE_MODE: 'report' },
    RECORDS_AT_ONCE: String(stages.prod.recordsAtOnce),
    POWERTOOLS_SERVICE_NAME: 'payment-processor',
  };
}

const CASES = {
  'gateway 0 ms': { records: 100, delayMs: 0 },
  'gateway 50 ms': { records: 100, delayMs: 50 },
  'gateway 300 ms': { records: 100, delayMs: 300 },
};
const [SEQUENCE, BATCH] = ['Powertools in sequence', 'Powertools batch'];

const against = (peer: string, metric: string, atMost: number): Comparison[] =>
  Object.keys(CASES).map((name) => ({
    ...{ case: name, metric, per: 'record', atMost },
    ...{ ours: 'payment-processor', peer, control: 'payment-processor again' },
  }));

const requests = { case: 'gateway 0 ms', metric: 'requests', per: 'record', atMost: 1 };

export const processor: Figure = {
  name: 'processor',
  about:
    "100 payments of one batch of Kafka records: payment-processor's handler, against Powertools' makeIdempotent around each " +
    'record, one after the other and in its batch processor. The gateway is an HTTP server with a delay for each response; the ' +
    'peers take a payment in one request, payment-processor creates an intent and then confirms it. Requests are those to DynamoDB ' +
    'Local; nothing is logged.',
  comparisons: [
    ...against(SEQUENCE, 'wall', 0.1),
    ...against(BATCH, 'wall', 1),
    ...against(SEQUENCE, 'cpu', 0.4),
    ...against(BATCH, 'cpu', 0.4),
    { ...requests, ours: 'payment-processor', peer: BATCH },
  ],
  measure: (bench) =>
    withProcessorEnv(({ env, gateway }) =>
      inProcesses({
        bench,
        env,
        variants: {
          'payment-processor': { subject: 'payment-processor' },
          'payment-processor again': { subject: 'payment-processor' },
          [SEQUENCE]: { subject: 'powertools-in-sequence' },
          [BATCH]: { subject: 'powertools-batch' },
        },
        cases: CASES,
        warmUps: 10,
        begin: ({ delayMs = 0 }) => {
          gateway.delayMs = delayMs;
        },
      }),
    ),
};
