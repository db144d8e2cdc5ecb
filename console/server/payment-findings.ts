import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { OrderFinding } from '../contract/order-views.ts';
import {
  failureFinding,
  finding,
  lastFailure,
  repairable,
  sourceFinding,
  unpublishableFinding,
} from './finding-parts.ts';
import type { OrderFacts } from './order-facts.ts';

/** Why a payment is not decided. */
export function undecidedFinding(payment: PaymentRow, { now }: OrderFacts): OrderFinding {
  const { orderId, state, dueAt, leaseUntil, parkReason, reviewReason, owner, attempts } = payment;
  if (state === 'IN_REVIEW')
    return repairable(
      `npm run ops -- review resolve ${orderId} --reason "…" --dry-run`,
      `The payment is in review: ${reviewReason ?? 'no reason recorded'}`,
      'A person decides it.',
    );
  if (state === 'REFUND_DUE')
    return finding('waiting', 'The charge is to be refunded', `payment-retrier does it; due ${dueAt ?? 'soon'}.`);
  if (dueAt !== undefined)
    return {
      ...finding(
        'waiting',
        `The payment is parked after ${attempts} attempts: ${parkReason ?? 'another attempt may still hold it'}`,
        `payment-retrier tries it again at ${dueAt}; or try it now.`,
      ),
      command: `npm run ops -- retry ${orderId}`,
    };
  if (Date.parse(leaseUntil) > now)
    return finding(
      'waiting',
      `An attempt holds the lease until ${leaseUntil} (owner ${owner})`,
      'When it ends without a decision, the next delivery or the retrier takes the payment over.',
    );
  return repairable(
    `npm run ops -- requeue ${orderId}`,
    `The attempt that held the lease until ${leaseUntil} ended without a decision`,
    'The next delivery takes it over; the reconciler asks for one after ten minutes.',
  );
}

/** Why an order does not know its payment's decision. */
export function behindFindings({ orderId, state, publishFailure }: PaymentRow, facts: OrderFacts): OrderFinding[] {
  if (publishFailure) return [unpublishableFinding(orderId, "The payment's event", publishFailure.reason)];
  const [letter] = facts.deadLetters;
  if (letter)
    return [
      finding(
        'problem',
        `${letter.consumer} put the payment's event into quarantine: ${letter.message}`,
        'Redrive it.',
      ),
    ];
  const disabled =
    sourceFinding(facts, 'payment-publisher', "the payment's event is not published") ??
    sourceFinding(facts, 'status-updater', "the payment's event is not consumed");
  if (disabled) return [disabled];
  const failed = lastFailure(facts, 'payment-publisher') ?? lastFailure(facts, 'status-updater');
  if (failed) return [failureFinding(failed, "The payment's decision is not on the order yet", facts)];
  return [
    finding(
      'waiting',
      `The payment is ${state}; the order's status is under way`,
      'It follows within a second or two.',
    ),
  ];
}
