import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { PaymentOutcome } from '../../functions/payments/advance-payment.ts';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import type { PaymentLedger } from '../../functions/payments/payment-ledger.ts';
import { type RefundLedger, refundPayment } from '../../functions/payments/refund-payment.ts';
import { aPaymentOrder, aPaymentRow } from '../doubles/payment-builders.ts';

/** A call of a port that waits for its answer. */
export interface PendingCall {
  readonly name: keyof PaymentLedger | keyof PaymentGateway | keyof RefundLedger;
  readonly args: readonly unknown[];
  answer(response: unknown): Promise<void>;
}

/** The real attempt, whose every call waits until a walk through the model answers it. */
export interface DrivenAttempt {
  readonly kind: 'consumer' | 'retrier';
  pending(): PendingCall | undefined;
  outcome(): PaymentOutcome['kind'] | undefined;
}

const PAST = '2026-01-01T00:00:00.000Z';
const FUTURE = '2027-01-01T00:00:00.000Z';
const NOW = new Date('2026-06-01T00:00:00.000Z');
const order = aPaymentOrder();

export const ownerOf = (place: number) => `process ${place}`;
export const intentIdOf = (number: number) => `pi_${number}`;

interface ModelRow {
  readonly state: string;
  readonly isLeased: boolean;
  readonly isDue: boolean;
  readonly cancelRequested: boolean;
  readonly intent: number | null;
  readonly intentsUnknown: boolean;
}

/** The row of a state of the model, as the table would show it. */
export function rowOf(row: ModelRow, owner: string): PaymentRow {
  const { intentId: _, ...plain } = aPaymentRow({ owner, leaseUntil: row.isLeased ? FUTURE : PAST });
  return {
    ...plain,
    state: row.state as PaymentRow['state'],
    paymentMethod: order.paymentMethod,
    ...(row.isDue && { dueAt: PAST, dueShard: '0' }),
    ...(row.intent !== null && { intentId: intentIdOf(row.intent) }),
    ...(row.cancelRequested && { cancelRequested: true }),
    ...(row.intentsUnknown && { intentsUnknown: true }),
  };
}

/** Begins an attempt of a process; a retrier's with the row that it found, which may be one to give back. */
export async function driveAttempt(
  kind: DrivenAttempt['kind'],
  place: number,
  row?: PaymentRow,
): Promise<DrivenAttempt> {
  let pending: PendingCall | undefined;
  let outcome: PaymentOutcome['kind'] | undefined;
  const held =
    (name: PendingCall['name']) =>
    (...args: unknown[]) =>
      new Promise<never>((resolve) => {
        pending = {
          name,
          args,
          async answer(response) {
            pending = undefined;
            resolve(response as never);
            await settled();
          },
        };
      });
  const attempt = attemptPayment({
    ledger: {
      find: held('find'),
      insert: held('insert'),
      takeOver: held('takeOver'),
      recordIntent: held('recordIntent'),
      decide: held('decide'),
      park: held('park'),
      release: held('release'),
      dueAfterLease: held('dueAfterLease'),
    },
    gateway: {
      create: held('create'),
      confirm: held('confirm'),
      retrieve: held('retrieve'),
      cancel: held('cancel'),
      refund: held('refund'),
      list: held('list'),
    },
    now: () => NOW,
    newToken: () => ownerOf(place),
    leaseSeconds: 60,
  });
  const refund = refundPayment({
    refunds: { refunded: held('refunded'), parkRefund: held('parkRefund') },
    gateway: { refund: held('refund') },
    now: () => NOW,
  });
  const retry = (found: PaymentRow) => (found.state === 'REFUND_DUE' ? refund(found) : attempt.retry(found));
  const end = kind === 'consumer' ? attempt.charge(order) : row && retry(row);
  void end?.then(({ kind: ended }) => {
    outcome = ended;
  });
  await settled();
  return { kind, pending: () => pending, outcome: () => outcome };
}

/** Whatever the code does between two calls, it has done by then. */
const settled = () => new Promise(setImmediate);
