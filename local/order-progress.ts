import { PassThrough } from 'node:stream';
import * as z from 'zod/mini';
import { OrderRow } from '../functions/contracts/order-row.ts';
import { streamRecords } from '../functions/platform/stream-batch.ts';
import type { ShardRecord } from '../lambda-local/event-sources/stream-event.ts';
import type { HttpHandler } from '../lambda-local/http/http-api.ts';

/** One step of an order, as its row showed it. */
export interface OrderStep {
  readonly orderId: string;
  readonly step: string;
  readonly detail: string;
  /** Since the order was placed, in milliseconds. */
  readonly after: number;
}

interface OrderProgressDeps {
  readonly notify: readonly ((step: OrderStep) => void)[];
  readonly now: () => Date;
}

type Change = readonly [step: string, detail: string, at: Date];

/** Reports each order's steps from the stream of its table: it is the rows that count, not what a function logged. */
export function orderProgress(deps: OrderProgressDeps) {
  const notifyOfRow = rowProgress(deps);
  return (event: ShardRecord['event']) => {
    if (!isOrder(event)) return;
    const { data: row } = z.safeParse(OrderRow, rowOf(event));
    // It can't be read: the publisher will say so.
    if (row !== undefined) notifyOfRow(row);
  };
}

/** Reports what an order's row shows that it did not show when it was given last. */
export function rowProgress({ notify, now }: OrderProgressDeps) {
  // The rows of open orders as they were reported last.
  const lastRows = new Map<string, OrderRow>();
  return (row: OrderRow) => {
    for (const [step, detail, at] of changes(row, lastRows.get(row.orderId), now())) {
      const after = at.getTime() - new Date(row.placedAt).getTime();
      for (const listener of notify) listener({ orderId: row.orderId, step, detail, after });
    }
    if (row.openSince === undefined) lastRows.delete(row.orderId);
    else lastRows.set(row.orderId, row);
  };
}

type Step = (row: OrderRow, before: OrderRow | undefined, now: Date) => Change | false | undefined;

const REQUEUED: Step = ({ outbox, requeues }, before, now) =>
  outbox && requeues > (before?.requeues ?? 0) && ['requeued', `time ${requeues}`, now];

/** Whether a final order's event was requeued: what became of the order was reported before. */
const isCopied = ({ openSince, payment, lastRequeuedAt = '' }: OrderRow) =>
  openSince === undefined && payment !== undefined && lastRequeuedAt > payment.decidedAt;

/** Whether a paid order is open once more: that it was published and paid was reported before. */
const isReopened = ({ status, cancellation }: OrderRow) => status === 'PAID' && cancellation !== undefined;

const CANCEL_STEPS: readonly Step[] = [
  ({ cancellation }, before) =>
    cancellation &&
    !before?.cancellation && ['cancel requested', `event ${cancellation.sequence}`, new Date(cancellation.requestedAt)],
  (row, before) => {
    const receipt = cancelReceipt(row);
    return (
      receipt &&
      !(before && cancelReceipt(before)) && ['cancel published', place(receipt), new Date(receipt.acknowledgedAt)]
    );
  },
];

/** What a row shows that it did not show before. */
const STEPS: readonly Step[] = [
  (row, before) =>
    row.version === 1 && !before && ['placed', `${row.totalAmount} ${row.currency}`, new Date(row.placedAt)],
  ({ receipt }, before) =>
    receipt && !before?.receipt && ['published', place(receipt), new Date(receipt.acknowledgedAt)],
  ({ publishFailure }, before, now) =>
    publishFailure && !before?.publishFailure && ['publish failed', publishFailure.reason, now],
  ...CANCEL_STEPS,
  (row, before, now) => row.status !== (before?.status ?? 'PLACED') && decision(row, now),
];

function stepsOf(row: OrderRow, before: OrderRow | undefined): readonly Step[] {
  if (before === undefined && isCopied(row)) return [REQUEUED];
  return [REQUEUED, ...(before === undefined && isReopened(row) ? CANCEL_STEPS : STEPS)];
}

const changes = (row: OrderRow, before: OrderRow | undefined, now: Date) =>
  stepsOf(row, before)
    .map((step) => step(row, before, now))
    .filter((change) => change !== false && change !== undefined);

const isOrder = ({ dynamodb: { Keys } }: ShardRecord['event']) => Keys !== undefined && 'orderId' in Keys;

function rowOf(event: ShardRecord['event']) {
  const [record] = streamRecords({ Records: [event] });
  return record?.image.kind === 'row' ? record.image.row : undefined;
}

const cancelReceipt = ({ cancellation, receipts }: OrderRow) => cancellation && receipts?.[cancellation.sequence];

const place = ({ topic, partition, offset }: NonNullable<OrderRow['receipt']>) => `${topic} ${partition}/${offset}`;

const decision = ({ status, payment }: OrderRow, now: Date): Change => [
  status.toLowerCase().replace('_', ' '),
  payment?.declineCode ?? payment?.gatewayReference ?? '',
  now,
];

export const STEPS_PATH = '/_local/steps';

/** Sends every order's steps, a JSON object a line, to whoever listens at `/_local/steps`. */
export function stepFeed() {
  const listeners = new Set<PassThrough>();
  const listen = () => {
    const body = new PassThrough();
    listeners.add(body);
    body.once('close', () => listeners.delete(body));
    return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body };
  };
  return {
    notify(step: OrderStep) {
      for (const listener of listeners) listener.write(`${JSON.stringify(step)}\n`);
    },
    beside:
      (next: HttpHandler): HttpHandler =>
      async (request, body) =>
        request.url === STEPS_PATH ? listen() : next(request, body),
  };
}
