import * as z from 'zod/mini';
import { OrderRow } from '../functions/contracts/order-row.ts';
import { streamRecords } from '../functions/platform/stream-batch.ts';
import type { StreamRecord } from './event-sources/stream-event.ts';

/** One step of an order, as its row showed it. */
export interface OrderStep {
  readonly orderId: string;
  readonly step: string;
  readonly detail: string;
  /** Since the order was placed, in milliseconds. */
  readonly after: number;
}

interface NarratorDeps {
  readonly tell: readonly ((step: OrderStep) => void)[];
  readonly now: () => Date;
}

type Told = Pick<OrderRow, 'status'> & { readonly published: boolean };

/** Tells each order's steps from the stream of its table: it is the rows that count, not what a function logged. */
export function narrator({ tell, now }: NarratorDeps) {
  const told = new Map<string, Told>();
  return (event: StreamRecord['event']) => {
    const { data: row } = z.safeParse(OrderRow, rowOf(event));
    // Another table's row, or one that can't be read.
    if (row === undefined) return;
    const known = told.get(row.orderId);
    const say = (step: string, detail: string, at: Date) => {
      const after = at.getTime() - new Date(row.placedAt).getTime();
      for (const hear of tell) hear({ orderId: row.orderId, step, detail, after });
    };

    if (event.eventName === 'INSERT') say('placed', `${row.totalAmount} ${row.currency}`, new Date(row.placedAt));
    if (row.receipt && !known?.published) say('published', place(row.receipt), new Date(row.receipt.acknowledgedAt));
    if (row.publishFailure) say('publish failed', row.publishFailure.reason, now());
    if (row.status !== 'PLACED' && row.status !== known?.status) say(...decision(row), now());

    if (row.openSince === undefined) told.delete(row.orderId);
    else told.set(row.orderId, { status: row.status, published: row.receipt !== undefined });
  };
}

function rowOf(event: StreamRecord['event']) {
  const [record] = streamRecords({ Records: [event] });
  return record?.image.kind === 'row' ? record.image.row : undefined;
}

const place = ({ topic, partition, offset }: NonNullable<OrderRow['receipt']>) => `${topic} ${partition}/${offset}`;

const decision = ({ status, payment }: OrderRow) =>
  [status.toLowerCase().replace('_', ' '), payment?.declineCode ?? payment?.gatewayReference ?? ''] as const;
