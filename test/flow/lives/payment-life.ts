import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { takeHint } from '../../../functions/gateway-webhook/receive-webhook.ts';
import { processOrderPlaced } from '../../../functions/payment-processor/process-order-placed.ts';
import { retryDuePayments } from '../../../functions/payment-retrier/retry-due-payments.ts';
import type { PaymentOutcome } from '../../../functions/payments/advance-payment.ts';
import { attemptPayment } from '../../../functions/payments/attempt-payment.ts';
import { nextAttemptAt } from '../../../functions/payments/payment-rows.ts';
import { refundPayment } from '../../../functions/payments/refund-payment.ts';
import { inMemoryPaymentGateway } from '../../doubles/in-memory-payment-gateway.ts';
import { inMemoryPayments } from '../../doubles/in-memory-payments.ts';
import { LEASE_SECONDS } from '../../harness/payments.ts';
import { endProcessing, faultyGateway, faultyTable } from './faulty-ports.ts';
import { laws } from './laws.ts';
import { aWorld, type LifeWorld } from './life-world.ts';
import { eventSource, type PlacedOrder, placedOrder } from './record-source.ts';
import { MINUTE, oneOf, type Random, SECOND } from './world.ts';

/** Until the last call that met a fault, the last lease and the last invocation are over. */
const AFTERMATH = 3 * MINUTE;
const RETRIER_PERIOD = MINUTE;
/** Where it meets no fault. */
const LONGEST_ATTEMPT = 10 * SECOND;

const METHODS = ['pm_card_visa', 'pm_processing', 'pm_card_chargeDeclined', 'pm_error_500_sticky', 'pm_unknown'];
const CONTRADICTION = 'pm_wrong_amount';

/** What no fault may lead to: two results of one intent, or a payment that is taken for another's. */
const isWrong = ({ kind }: PaymentOutcome) => kind === 'mismatch' || kind === 'unbuildable' || kind === 'conflict';

/** Some orders from their records to their decisions: a while with faults, then without, checked at every moment. */
export async function livePayments(random: Random, log: (line: string) => void) {
  const world = aWorld(random, log);
  const { time, faultsEnd } = world;
  const { sources, payments, atGateway, remember, wrong } = aSystem(world);
  const orders = Array.from({ length: random(1, 3) }, (_, number) =>
    placedOrder(number, random(1, 20) === 1 ? CONTRADICTION : oneOf(random, METHODS)),
  );
  for (const order of orders) time.in(random(0, MINUTE), () => sources.deliver(order));
  time.in(random(0, MINUTE), sources.runRetrier);
  for (let events = random(0, 8); events > 0; events--)
    time.in(random(0, faultsEnd - time.now().getTime()), disturbance(world, { sources, orders }));

  const check = laws(atGateway, payments.rows);
  const look = () => {
    remember();
    for (const order of orders) check(order);
    if (wrong.length > 0) throw new Error(wrong.join());
  };
  await time.passUntil(faultsEnd, look);
  for (const intent of atGateway.intents.values()) endProcessing(intent, random);
  await time.passUntil(faultsEnd + AFTERMATH, look);
  const latest = orders.map((order) => ({ ...order, by: decidedBy(time.now(), payments.rows.get(order.eventId)) }));
  for (const { eventId, paymentMethod, by } of latest.sort((one, other) => one.by - other.by)) {
    await time.passUntil(by, look);
    expectDecision(paymentMethod, payments.rows.get(eventId));
  }
}

/** After the longest delay that so many attempts lead to, when the retrier has come once more. */
const decidedBy = (now: Date, row: PaymentRow | undefined) =>
  Date.parse(nextAttemptAt(now, row?.attempts ?? 0)) + RETRIER_PERIOD + LONGEST_ATTEMPT;

function expectDecision(paymentMethod: string, row: PaymentRow | undefined) {
  const expected = [paymentMethod === CONTRADICTION ? 'IN_REVIEW' : 'CAPTURED', 'DECLINED'];
  if (!expected.includes(row?.state ?? 'absent')) throw new Error(`not decided in time: ${JSON.stringify(row)}`);
}

/** The consumer, the retrier and the webhook over one table and one gateway. */
function aSystem(world: LifeWorld) {
  const { time, random, log } = world;
  const { now } = time;
  const forgetsInTen = random(0, 3);
  const atGateway = inMemoryPaymentGateway({ forgets: () => random(1, 10) <= forgetsInTen });
  const payments = inMemoryPayments({ now });
  const { ledger, due, hinted, remember } = faultyTable(world, payments);
  const wrong: string[] = [];
  let tokens = 0;
  const gateway = faultyGateway(world, atGateway);
  const refund = refundPayment({ refunds: payments.refunds, gateway, now });
  const attempt = attemptPayment({
    ledger,
    gateway,
    now,
    newToken: () => `token-${++tokens}`,
    leaseSeconds: LEASE_SECONDS,
  });
  const report = ({ eventId }: { readonly eventId: string }, outcome: PaymentOutcome) => {
    log(`${eventId} ends ${outcome.kind}`);
    if (isWrong(outcome)) wrong.push(`${eventId} ends ${JSON.stringify(outcome)}`);
  };
  const failed = (eventId: string, error: unknown) => log(`${eventId} is not retried: ${String(error)}`);
  const runRetrier = () => {
    // A sandbox of its own: one that died must not hold up the next.
    const retryDue = retryDuePayments({ due, retry: attempt.retry, refund, report, failed, now, concurrency: 2 });
    retryDue({ deadline: new Date(now().getTime() + MINUTE) }).catch(() => undefined);
    time.in(RETRIER_PERIOD, runRetrier);
  };
  const { deliver, reset } = eventSource(world, processOrderPlaced({ charge: attempt.charge, report }));
  const hint = takeHint({ payments: hinted, now });
  return { payments, atGateway, remember, wrong, sources: { deliver, reset, runRetrier, hint } };
}

interface Disturbed {
  readonly sources: ReturnType<typeof aSystem>['sources'];
  readonly orders: readonly PlacedOrder[];
}

/** Something that happens beside the calls: a record again, or all of them, a webhook, a gateway that can't be reached. */
function disturbance({ random, loseGateway }: LifeWorld, { sources, orders }: Disturbed): () => void {
  const order = oneOf(random, orders);
  return oneOf(random, [
    () => sources.deliver(order),
    () => sources.reset(orders),
    () => void sources.hint(order).catch(() => undefined),
    loseGateway,
  ]);
}
