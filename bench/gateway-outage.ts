import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import { orderIdOf } from '../functions/order-api/order-id.ts';
import { freePort } from '../local/free-port.ts';
import { projectCommand, wholeNumber } from '../local/project-command.ts';
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

async function outage(dynamo: DynamoDBClient, kind: 'is unreachable' | 'swallows requests') {
  let seconds = 0;
  let requests = 0;
  const begun = Date.now();
  const port = await freePort();
  // While it is away nobody waits for the five seconds that each request has.
  const [away, back] = [gatewayAt(port, 500), gatewayAt(port, 5_000)];
  const gatewayNow = { is: away };
  const stage = await paymentStage({
    dynamo,
    name: kind,
    gateway: {
      ...back,
      create(request) {
        requests += 1;
        return gatewayNow.is.create(request);
      },
    },
    now: () => new Date(begun + seconds * 1_000),
  });
  const orders = Array.from({ length: count }, (_, number) =>
    aPaymentOrder({ orderId: orderIdOf(kind, String(number)) }),
  );
  const limit = pLimit(CONCURRENCY);
  /** As a consumer that is given what it has not acknowledged. */
  const consume = async (waiting: typeof orders) => {
    const outcomes = await Promise.all(waiting.map((order) => limit(stage.charge, order)));
    return waiting.filter((_, index) => outcomes[index]?.kind === 'unreachable');
  };

  const swallowing = kind === 'swallows requests' ? await swallowRequests(port) : undefined;
  let unacknowledged = await consume(orders);
  for (; seconds < OUTAGE_SECONDS; seconds += RETRIER_PERIOD_SECONDS) {
    await stage.retryDue();
    if (seconds % 1_200 === 0) unacknowledged = await consume(unacknowledged);
  }
  const requestsWhileAway = requests;
  swallowing?.();
  gatewayNow.is = back;
  const parked = count - unacknowledged.length;

  const simulator = await stage.simulate(port);
  seconds += LONGEST_DELAY_SECONDS + RETRIER_PERIOD_SECONDS;
  const drainBegun = performance.now();
  if (unacknowledged.length > 0) await consume(unacknowledged);
  await stage.retryDue();
  const perSecond = count / ((performance.now() - drainBegun) / 1_000);
  const decided = await Promise.all(orders.map(({ eventId }) => limit(stage.find, eventId)));
  const inState = (state: string) => decided.filter((row) => row?.state === state).length;
  let captures = 0;
  for (const { eventId } of orders.slice(0, 100)) captures += await simulator.captures(eventId);
  simulator.close();
  console.log(
    `| ${kind} | ${count} | ${requestsWhileAway} | ${parked} | ${inState('CAPTURED')} CAPTURED | ${inState('IN_REVIEW')} | ` +
      `${captures} of the first ${Math.min(100, count)} | ${perSecond.toFixed(0)}/s |`,
  );
  return { perSecond };
}
