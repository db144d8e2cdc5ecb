import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { projectCommand, wholeNumber } from '../cli/project-command.ts';
import { orderIdOf } from '../functions/order-api/place-order.ts';
import type { PaymentGateway } from '../functions/payments/payment-gateway.ts';
import { freePort } from '../local/ports-and-folders.ts';
import { aPaymentOrder } from '../test/doubles/payment-builders.ts';
import { gatewayAt, paymentStage, RETRIER_PERIOD_SECONDS } from './moved-clock/payment-stage.ts';
import { withDynamoDb } from './moved-clock/surroundings.ts';

// Whether others pay for a payment that is stuck: the same orders on three stages in turn, one of them with it, two without.
const { hours } = projectCommand('npm run bench -- stuck-payment')
  .description('Compares how long payments take while another one is stuck for a day of a moved clock, and without it.')
  .option('--hours <n>', 'of the moved clock', wholeNumber, 24)
  .parse()
  .opts<{ hours: number }>();

const MOST_SLOWDOWN = 1.2;
const STUCK = 'stuck';
const PER_STEP = 4;

await withDynamoDb(async (dynamo) => {
  const [without, stuck, control] = [
    await timed(dynamo, 'without'),
    await timed(dynamo, 'with-a-stuck-one'),
    await timed(dynamo, 'control'),
  ];
  const stages = [without, stuck, control];
  for (const stage of stages) await stage.charge('warm-up');
  await stuck.charge(STUCK);
  await inTurn(stages);
  report(stages, without);
  const row = await stuck.find(STUCK);
  console.log(`\nThe stuck one: ${row?.state} after ${row?.attempts} attempts, due ${row?.dueAt}.`);
  if (ratio(stuck, without) > MOST_SLOWDOWN) process.exitCode = 1;
  for (const stage of stages) stage.close();
});

type Stage = Awaited<ReturnType<typeof timed>>;

async function inTurn(stages: readonly Stage[]) {
  const steps = (hours * 3_600) / RETRIER_PERIOD_SECONDS;
  for (let step = 0; step < steps; step++) {
    // Not always in the same order.
    for (let turn = 0; turn < stages.length; turn++) await stages[(step + turn) % stages.length]?.step(step);
    if (step % 60 === 0) process.stderr.write(`\r${step / 60} of ${hours} h`);
  }
  process.stderr.write('\r');
}

function report(stages: readonly Stage[], without: Stage) {
  console.log('| | payments | p50 | p99 | p99 / without |\n|---|---|---|---|---|');
  for (const stage of stages) {
    const [p50, p99] = [0.5, 0.99].map((share) => percentile(stage.durations, share).toFixed(1));
    const figures = [stage.name, stage.durations.length, `${p50} ms`, `${p99} ms`, ratio(stage, without).toFixed(2)];
    console.log(`| ${figures.join(' | ')} |`);
  }
}

function ratio(stage: Stage, without: Stage) {
  return percentile(stage.durations, 0.99) / percentile(without.durations, 0.99);
}

async function timed(dynamo: DynamoDB, name: string) {
  let seconds = 0;
  const begun = Date.now();
  const port = await freePort();
  const stage = await paymentStage({
    dynamo,
    name,
    gateway: withoutAnEnd(gatewayAt(port, 5_000), orderIdOf(name, STUCK)),
    now: () => new Date(begun + seconds * 1_000),
  });
  const simulator = await stage.simulate(port);
  const orderOf = (label: string) => aPaymentOrder({ orderId: orderIdOf(name, label) });
  const durations: number[] = [];
  const timedCharge = async (label: string) => {
    const start = performance.now();
    const { kind } = await stage.charge(orderOf(label));
    durations.push(performance.now() - start);
    if (kind !== 'captured') throw new Error(`${label} is ${kind}`);
  };
  return {
    name,
    durations,
    charge: (label: string) => stage.charge(orderOf(label)),
    find: (label: string) => stage.find(orderOf(label).eventId),
    close: simulator.close,
    /** A minute: payments while the retrier runs. */
    async step(step: number) {
      seconds += RETRIER_PERIOD_SECONDS;
      const payments = Array.from({ length: PER_STEP }, (_, number) => timedCharge(`${step}-${number}`));
      await Promise.all([stage.retryDue(), ...payments]);
    },
  };
}

/** Says for ever that the payment of that order is being processed. */
function withoutAnEnd(gateway: PaymentGateway, orderId: string): PaymentGateway {
  const stuck = new Set<string>();
  return {
    ...gateway,
    async create(request) {
      const response = await gateway.create(request);
      if (response.kind === 'created' && request.orderId === orderId) stuck.add(response.intentId);
      return response;
    },
    confirm: async (id, identity) => (stuck.has(id) ? { kind: 'processing' } : gateway.confirm(id, identity)),
    async retrieve(id, identity) {
      const response = await gateway.retrieve(id, identity);
      return stuck.has(id) ? { kind: 'processing' } : response;
    },
  };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
