import { isDeepStrictEqual } from 'node:util';
import type { Receipt } from '../../../functions/contracts/cloud-event.ts';
import { type OrderRow, STATUS_RANK } from '../../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import type { Intent } from '../../doubles/in-memory-payment-gateway.ts';

/** What must hold of one write, by what breaks it. */
type ChangeLaws<Row> = Readonly<Record<string, (before: Row, after: Row) => boolean>>;

const isReplaced = (before: object | undefined, after: object | undefined) =>
  before !== undefined && !isDeepStrictEqual(before, after);

export const ORDER_CHANGES: ChangeLaws<OrderRow> = {
  'the status of an order did not grow': (before, after) =>
    after.status !== before.status && STATUS_RANK[after.status] <= STATUS_RANK[before.status],
  'the version of an order went down': (before, after) => after.version < before.version,
  'a receipt was replaced': (before, after) => isReplaced(before.receipt, after.receipt),
  'a cancellation was changed': (before, after) => isReplaced(before.cancellation, after.cancellation),
  'what was ordered was changed': (before, after) =>
    before.requestHash !== after.requestHash || before.totalAmount !== after.totalAmount,
};

const NEXT: Readonly<Record<PaymentRow['state'], readonly PaymentRow['state'][]>> = {
  CHARGING: ['CAPTURED', 'DECLINED', 'IN_REVIEW', 'VOID', 'REFUND_DUE'],
  IN_REVIEW: [],
  CAPTURED: ['REFUND_DUE'],
  REFUND_DUE: ['REFUNDED'],
  DECLINED: [],
  VOID: [],
  REFUNDED: [],
};

export const PAYMENT_CHANGES: ChangeLaws<PaymentRow> = {
  'a decision was changed': (before, after) =>
    after.state !== before.state && !NEXT[before.state].includes(after.state),
  'the intent was rewritten': (before, after) => before.intentId !== undefined && before.intentId !== after.intentId,
  'an undecided payment is no longer due': (before, after) =>
    before.dueAt !== undefined && after.dueAt === undefined && after.state === 'CHARGING',
  'the cancellation of a payment was forgotten': (before, after) =>
    before.cancelRequested === true && ['CAPTURED', 'DECLINED'].includes(after.state),
};

/** Calls `seen` with each change of a row, and throws nothing: what is broken goes to `wrong`. */
export function watchRows<Row extends object>(
  rows: Map<string, Row>,
  {
    laws,
    wrong,
    seen,
  }: { readonly laws: ChangeLaws<Row>; readonly wrong: string[]; readonly seen: (row: Row) => void },
) {
  const set = rows.set.bind(rows);
  rows.set = (key, after) => {
    const before = rows.get(key);
    for (const [law, isBroken] of Object.entries(laws))
      if (before !== undefined && isBroken(before, after)) wrong.push(`${law}: ${JSON.stringify({ before, after })}`);
    set(key, after);
    seen(after);
    return rows;
  };
  rows.delete = (key) => {
    wrong.push(`row ${key} was deleted`);
    return true;
  };
}

/** An order with all that is known of it at a moment. */
export interface OrderMoment {
  readonly order: OrderRow | undefined;
  readonly payment: PaymentRow | undefined;
  readonly own: readonly Intent[];
  readonly captures: number;
  readonly refunds: number;
  /** A client was told that it was placed. */
  readonly isAnswered: boolean;
  /** What a receipt names. */
  readonly recordAt: (receipt: Receipt) => string | undefined;
}

/** What must hold of an order at every moment, by what breaks it. */
export const ORDER_LAWS: Readonly<Record<string, (moment: OrderMoment) => boolean>> = {
  'an order was answered that is not there': ({ order, isAnswered }) => isAnswered && order === undefined,
  'it was captured twice': ({ captures }) => captures > 1,
  'it was refunded without a capture, or twice': ({ captures, refunds }) => refunds > captures,
  'it was charged without its order': ({ order, own, captures }) =>
    captures > 0 && own.some(({ request }) => !isChargeOf(order, request)),
  'another intent than the recorded one was confirmed': ({ payment, own }) =>
    own.some(({ intentId, state }) => state.kind === 'succeeded' && intentId !== payment?.intentId),
  'it is PAID without a capture, or REFUNDED without a refund': ({ order, captures, refunds }) =>
    (order?.status === 'PAID' && captures !== 1) || (order?.status === 'REFUNDED' && (captures !== 1 || refunds !== 1)),
  'it was refunded though nobody cancelled it': ({ order, refunds }) =>
    refunds > 0 && order?.cancellation === undefined,
  'it is DECLINED or CANCELLED though it was captured': ({ order, captures }) =>
    (order?.status === 'DECLINED' || order?.status === 'CANCELLED') && captures > 0,
  'its payment ended without money though the gateway can capture it': ({ payment, own }) =>
    (payment?.state === 'DECLINED' || payment?.state === 'VOID') &&
    own.some(({ intentId, state }) => intentId === payment.intentId && state.kind !== 'canceled'),
  'its payment is CAPTURED without the capture': ({ payment, captures }) =>
    payment?.state === 'CAPTURED' && captures !== 1,
  'a receipt names another record': ({ order, recordAt }) =>
    (order?.receipt !== undefined && recordAt(order.receipt) !== `${order.orderId}.order-placed.1`) ||
    Object.entries(order?.receipts ?? {}).some(
      ([number, receipt]) => recordAt(receipt) !== `${order?.orderId}.order-cancelled.${number}`,
    ),
};

const isChargeOf = (order: OrderRow | undefined, { amount, currency, tenant }: Intent['request']) =>
  order?.totalAmount === amount && order.currency === currency && order.tenant === tenant;
