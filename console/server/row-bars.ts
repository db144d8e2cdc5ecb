import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { Observation, RowSeen } from '../../local/order-memory.ts';
import type { Bar, Evidence, Lane } from '../contract/order-views.ts';
import { rowAttributes } from './stored-row.ts';

/** A bar that has no name yet. */
export type NewBar = Omit<Bar, 'id'>;

/** A bar without a length. */
export const momentBar = (lane: Lane, at: string | number, outcome: Bar['outcome'] = 'ok') => {
  const time = typeof at === 'number' ? at : Date.parse(at);
  return { lane, from: time, until: time, outcome };
};

/** As DynamoDB writes them: `unmarshall` looks at the rest. */
const Image = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object'),
);

type Attributes = Readonly<Record<string, unknown>>;

export const isRowOf =
  (table: RowSeen['table']) =>
  (seen: Observation): seen is RowSeen =>
    seen.kind === 'row' && seen.table === table;

/** The attributes of a row as a stream showed it. */
const attributes = (image: RowSeen['image']): Attributes => rowAttributes(z.parse(Image, image));

/** The row before and after the change by which it first is so; empty where that was not seen. */
export function changeTo(rows: readonly RowSeen[], is: (row: Attributes) => boolean): Evidence[] {
  const change = rows.find(({ image, before }) => is(attributes(image)) && !(before && is(attributes(before))));
  if (change === undefined) return [];
  const before: Evidence[] = change.before
    ? [{ title: 'Row before', kind: 'json', content: attributes(change.before) }]
    : [];
  return [...before, { title: 'Row after', kind: 'json', content: attributes(change.image) }];
}

/** What an order's row says of it, with the changes of the row as they were seen. */
export function orderBars(order: OrderRow, seen: readonly Observation[]): NewBar[] {
  const rows = seen.filter(isRowOf('orders'));
  const accepted: NewBar = {
    ...momentBar('accepted', order.placedAt),
    title: 'Saved with its outbox entry by one conditional write',
    detail: `${order.totalAmount} ${order.currency}`,
    evidence: changeTo(rows, () => true),
  };
  return [
    accepted,
    outboxBar(order, rows),
    ...receiptBars(order, rows),
    ...statusBars(order, rows),
    ...cancelBars(order),
  ];
}

const isWaiting = ({ outbox }: OrderRow) => outbox?.entries['1'] !== undefined;

function outboxBar(order: OrderRow, rows: readonly RowSeen[]): NewBar {
  const { publishFailure, placedAt, receipt, requeues } = order;
  const bar = { lane: 'outbox entry' as const, from: Date.parse(placedAt) };
  const evidence = changeTo(rows, (row) => row['outbox'] === undefined);
  if (publishFailure)
    return {
      ...bar,
      until: Date.parse(publishFailure.failedAt),
      outcome: 'failed',
      title: "The event can't be published",
      detail: publishFailure.reason,
      evidence,
    };
  const detail = requeues > 0 ? `requeued ${requeues} times` : '';
  if (isWaiting(order))
    return { ...bar, until: null, outcome: 'waiting', title: 'Waits for the broker', detail, evidence };
  return {
    ...bar,
    until: Date.parse(receipt?.acknowledgedAt ?? placedAt),
    outcome: 'ok',
    title: 'Published',
    detail,
    evidence,
  };
}

const receiptBars = ({ receipt }: OrderRow, rows: readonly RowSeen[]): NewBar[] =>
  receipt
    ? [
        {
          ...momentBar('receipt', receipt.acknowledgedAt),
          title: 'The broker has the event (acks=all)',
          detail: `${receipt.topic} ${receipt.partition}/${receipt.offset}`,
          evidence: changeTo(rows, (row) => row['receipt'] !== undefined),
        },
      ]
    : [];

function statusBars({ status, payment, placedAt }: OrderRow, rows: readonly RowSeen[]): NewBar[] {
  if (status === 'PLACED') return [];
  const seenAt = rows.find(({ image }) => attributes(image)['status'] === status)?.at;
  return [
    {
      ...momentBar('status', seenAt ?? payment?.decidedAt ?? placedAt, status === 'IN_REVIEW' ? 'waiting' : 'ok'),
      title: `The order is ${status}`,
      detail: outcomeText(payment),
      evidence: changeTo(rows, (row) => row['status'] === status),
    },
  ];
}

const outcomeText = (payment: OrderRow['payment']) => payment?.declineCode ?? payment?.gatewayReference ?? '';

function cancelBars({ cancellation, receipts }: OrderRow): NewBar[] {
  if (cancellation === undefined) return [];
  const receipt = receipts?.[cancellation.sequence];
  return [
    {
      lane: 'cancel and refund',
      from: Date.parse(cancellation.requestedAt),
      until: receipt ? Date.parse(receipt.acknowledgedAt) : null,
      outcome: receipt ? 'ok' : 'waiting',
      title: 'The customer asked to cancel it',
      detail: receipt ? `${receipt.topic} ${receipt.partition}/${receipt.offset}` : 'its event waits for the broker',
      evidence: [],
    },
  ];
}
