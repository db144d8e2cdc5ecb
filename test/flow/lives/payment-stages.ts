import { takeHint } from '../../../functions/gateway-webhook/receive-webhook.ts';
import { cancelPayment, processOrderCancelled } from '../../../functions/payment-canceller/cancel-payment.ts';
import { processOrderPlaced } from '../../../functions/payment-processor/process-order-placed.ts';
import { retryDuePayments } from '../../../functions/payment-retrier/retry-due-payments.ts';
import type { PaymentOutcome } from '../../../functions/payments/advance-payment.ts';
import { attemptPayment } from '../../../functions/payments/attempt-payment.ts';
import { refundPayment } from '../../../functions/payments/refund-payment.ts';
import { LEASE_SECONDS } from '../../harness/payments.ts';
import { faultyGateway, faultyPort, faultyTable } from './faulty-ports.ts';
import type { LifeWorld } from './life-world.ts';
import type { OrderStores } from './order-stores.ts';
import { MINUTE } from './world.ts';

/** What no fault may lead to: two results of one intent, or a payment that is taken for another's. */
const isWrong = ({ kind }: PaymentOutcome) => kind === 'mismatch' || kind === 'unbuildable' || kind === 'conflict';

/** Everyone who makes payments, or is notified of them, over one table and one gateway. */
export function paymentStages(world: LifeWorld, { payments, atGateway }: OrderStores, wrong: string[]) {
  const { time, log } = world;
  const { now } = time;
  const faulty = faultyPort(world);
  const { ledger, due, hinted, remember } = faultyTable(world, payments);
  const gateway = faultyGateway(world, atGateway);
  let tokens = 0;
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
  const runRetrier = () => {
    const retryDue = retryDuePayments({
      due,
      retry: attempt.retry,
      refund: refundPayment({ refunds: faulty(payments.refunds), gateway, now }),
      report,
      failed: (eventId, error) => log(`${eventId} is not retried: ${String(error)}`),
      now,
      concurrency: 2,
    });
    retryDue({ deadline: new Date(now().getTime() + MINUTE) }).catch(() => undefined);
    time.in(MINUTE, runRetrier);
  };
  return {
    charge: processOrderPlaced({ charge: attempt.charge, report }),
    giveUp: processOrderCancelled({
      cancel: cancelPayment({ ledger: faulty({ ...payments.cancellations }), now }),
      report: ({ data }, outcome) => log(`${data.orderId} cancellation ends ${outcome}`),
    }),
    hint: takeHint({ payments: hinted, now }),
    runRetrier,
    remember,
  };
}
