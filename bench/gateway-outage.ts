import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import { projectCommand, wholeNumber } from '../cli/project-command.ts';
import { orderIdOf } from '../functions/order-api/place-order.ts';
import { freePort } from '../local/ports-and-folders.ts';
import { aPaymentOrder } from '../test/doubles/payment-builders.ts';
import { CONCURRENCY, gatewayAt, paymentStage, RETRIER_PERIOD_SECONDS } from './moved-clock/payment-stage.ts';
import { swallowRequests, withDynamoDb } from './moved-clock/surroundings.ts';

// What becomes of orders while the gateway is away for two hours of a moved clock, and how fast they are paid after it.
const { payments: count } = projectCommand('npm run bench -- gateway-outage')
  .description('Keeps the gateway away for two hours of a moved clock, unreachable and without an answer.')
  .option('--payments <n>', 'in each of the two outages', wholeNumber, 1_000)
  .parse()
  .opts<{ payments: number }>();

const OUTAGE_SECONDS = 7_200;
const LONGEST_DELAY_SECONDS = 3_600;
const WANTED_PER_SECOND = 50;

await withDynamoDb(async (dynamo) => {
  console.log(
    '| the gateway | payments | gateway requests while away | parked | decided after it | IN_REVIEW | captures | drained at |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  const rows = [await outage(dynamo, 'is unreachable'), await outage(dynamo, 'swallows requests')];
  if (rows.some(({ perSecond }) => perSecond < WANTED_PER_SECOND)) process.exitCode = 1;
});

async function outage(dynamo: DynamoDB, kind: 'is unreachable' | 'swallows requests') {
  let seconds = 0;
  const begun = Date.now();
  const port = await freePort();
  const { gateway, creations, comeBack } = gatewayThatIsAway(port);
  const stage = await paymentStage({ dynamo, name: kind, gateway, now: () => new Date(begun + seconds * 1_000) });
  const orders = ordersOf(kind);
  const limit = pLimit(CONCURRENCY);
  /** As a consumer that is given what it has not acknowledged. */
  const consume = async (waiting: typeof orders) => {
    const outcomes = await Promise.all(waiting.map((order) => limit(stage.charge, order)));
    return waiting.filter((_, index) => outcomes[index]?.kind === 'unreachable');
  };

  const swallowing = kind === 'swallows requests' && (await swallowRequests(port));
  let unacknowledged = await consume(orders);
  for (; seconds < OUTAGE_SECONDS; seconds += RETRIER_PERIOD_SECONDS) {
    await stage.retryDue();
    if (seconds % 1_200 === 0) unacknowledged = await consume(unacknowledged);
  }
  const requestsWhileAway = creations();
  if (swallowing) swallowing();
  comeBack();
  const parked = count - unacknowledged.length;

  const simulator = await stage.simulate(port);
  seconds += LONGEST_DELAY_SECONDS + RETRIER_PERIOD_SECONDS;
  const drainBegun = performance.now();
  if (unacknowledged.length > 0) await consume(unacknowledged);
  await stage.retryDue();
  const perSecond = count / ((performance.now() - drainBegun) / 1_000);
  const decided = await Promise.all(orders.map(({ eventId }) => limit(stage.find, eventId)));
  const inState = (state: string) => decided.filter((row) => row?.state === state).length;
  const first = orders.slice(0, 100);
  const captures = await Promise.all(first.map(({ eventId }) => limit(simulator.captures, eventId)));
  simulator.close();
  const states = `${inState('CAPTURED')} CAPTURED | ${inState('IN_REVIEW')}`;
  console.log(
    `| ${kind} | ${count} | ${requestsWhileAway} | ${parked} | ${states} | ` +
      `${captures.reduce((a, b) => a + b, 0)} of the first ${first.length} | ${perSecond.toFixed(0)}/s |`,
  );
  return { perSecond };
}

/** While it is away nobody waits for the five seconds that each request has. */
function gatewayThatIsAway(port: number) {
  const back = gatewayAt(port, 5_000);
  let current = gatewayAt(port, 500);
  let creations = 0;
  const create: typeof back.create = (request) => {
    creations += 1;
    return current.create(request);
  };
  return { gateway: { ...back, create }, creations: () => creations, comeBack: () => (current = back) };
}

function ordersOf(kind: string) {
  return Array.from({ length: count }, (_, number) => aPaymentOrder({ orderId: orderIdOf(kind, String(number)) }));
}
