import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Command, InvalidArgumentError } from 'commander';
import pLimit from 'p-limit';
import { orderIdOf } from '../functions/order-api/order-id.ts';
import { dynamoChargeLedger } from '../functions/payment-gateway-simulator/dynamo-charge-ledger.ts';
import { dynamoDuePayments } from '../functions/payment-retrier/dynamo-due-payments.ts';
import { retryDuePayments } from '../functions/payment-retrier/retry-due-payments.ts';
import { attemptPayment } from '../functions/payments/attempt-payment.ts';
import { dynamoPaymentLedger } from '../functions/payments/dynamo-payment-ledger.ts';
import { fixedKey } from '../functions/payments/gateway-key.ts';
import { stripePaymentGateway } from '../functions/payments/stripe-payment-gateway.ts';
import { startDynamoDbLocal } from '../local/dynamodb-local.ts';
import { freePort } from '../local/free-port.ts';
import { memoryFolder } from '../local/memory-folder.ts';
import { aPaymentOrder } from '../test/doubles/payment-builders.ts';
import { serveSimulatedGateway } from '../test/harness/simulated-gateway.ts';
import { createTables, nameOf, swallowRequests } from './gateway-outage/surroundings.ts';

// What becomes of orders while the gateway is away for two hours of a moved clock, and how fast they are paid after it.
const wholeNumber = (text: string) => {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
};
const { payments: count } = new Command('npm run bench -- gateway-outage')
  .description('Keeps the gateway away for two hours of a moved clock, unreachable and without an answer.')
  .option('--payments <n>', 'in each of the two outages', wholeNumber, 1_000)
  .parse()
  .opts<{ payments: number }>();

const OUTAGE_SECONDS = 7_200;
const RETRIER_PERIOD = 60;
const CONCURRENCY = 32;
const WANTED_PER_SECOND = 50;
const KEY = 'sk_test_outage';

const folder = memoryFolder();
const logFile = join(folder, 'dynamodb.log');
const dynamodb = await startDynamoDbLocal({ dataDir: 'in-memory', port: await freePort(), logFile });
const dynamo = new DynamoDBClient({
  endpoint: dynamodb.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
try {
  console.log(
    '| the gateway | payments | gateway requests while away | parked | decided after it | IN_REVIEW | captures | drained at |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  const rows = [await outage('is unreachable'), await outage('swallows requests')];
  if (rows.some(({ perSecond }) => perSecond < WANTED_PER_SECOND)) process.exitCode = 1;
} finally {
  await dynamodb.stop(0);
  rmSync(folder, { recursive: true });
}

async function outage(kind: 'is unreachable' | 'swallows requests') {
  await createTables(dynamo, kind);
  let seconds = 0;
  let requests = 0;
  const begun = Date.now();
  const now = () => new Date(begun + seconds * 1_000);
  const port = await freePort();
  const gateway = (timeoutMs: number) =>
    stripePaymentGateway({
      url: `http://127.0.0.1:${port}`,
      key: fixedKey(KEY),
      timeoutMs,
      connectTimeoutMs: timeoutMs / 2,
      listTimeoutMs: timeoutMs,
    });
  // While it is away nobody waits for the five seconds that each request has.
  const [away, back] = [gateway(500), gateway(5_000)];
  const gatewayNow = { is: away };
  const table = { dynamo, table: nameOf(kind, 'payments') };
  const ledger = dynamoPaymentLedger(table);
  let tokens = 0;
  const attempt = attemptPayment({
    ledger,
    gateway: {
      ...back,
      create(request) {
        requests += 1;
        return gatewayNow.is.create(request);
      },
    },
    now,
    newToken: () => `token-${++tokens}`,
    leaseSeconds: 65,
  });
  const retryDue = retryDuePayments({
    due: dynamoDuePayments(table),
    retry: attempt.retry,
    report: () => undefined,
    failed: (eventId, error) => console.error(eventId, error),
    now,
    concurrency: CONCURRENCY,
  });
  const orders = Array.from({ length: count }, (_, number) =>
    aPaymentOrder({ orderId: orderIdOf(kind, String(number)) }),
  );
  const limit = pLimit(CONCURRENCY);
  /** As a consumer that is given what it has not acknowledged. */
  const consume = async (waiting: typeof orders) => {
    const outcomes = await Promise.all(waiting.map((order) => limit(() => attempt.charge(order))));
    return waiting.filter((_, index) => outcomes[index]?.kind === 'unreachable');
  };

  const swallowing = kind === 'swallows requests' ? await swallowRequests(port) : undefined;
  let unacknowledged = await consume(orders);
  for (; seconds < OUTAGE_SECONDS; seconds += RETRIER_PERIOD) {
    await retryDue({ deadline: new Date(now().getTime() + 60_000) });
    if (seconds % 1_200 === 0) unacknowledged = await consume(unacknowledged);
  }
  const requestsWhileAway = requests;
  swallowing?.();
  gatewayNow.is = back;
  const parked = count - unacknowledged.length;

  const simulator = await serveSimulatedGateway({
    port,
    key: KEY,
    ledger: dynamoChargeLedger({ dynamo, table: nameOf(kind, 'ledger') }),
  });
  // The longest delay, and one period of the retrier.
  seconds += 3_600 + RETRIER_PERIOD;
  const drainBegun = performance.now();
  if (unacknowledged.length > 0) await consume(unacknowledged);
  await retryDue({ deadline: new Date(now().getTime() + 60_000) });
  const perSecond = count / ((performance.now() - drainBegun) / 1_000);
  const decided = await Promise.all(orders.map(({ eventId }) => limit(() => ledger.find(eventId))));
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
