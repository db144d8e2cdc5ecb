import * as z from 'zod/mini';
import { cloudEvent } from '../contracts/cloud-event.ts';
import { ORDER_PLACED, OrderPlaced } from '../contracts/order-placed.ts';
import type { OrderRow } from '../contracts/order-row.ts';

/** The event of an order whose slot is full, built from attributes that never change. */
export const orderPlacedEvent = (topic: string) => (row: OrderRow) =>
  row.outbox === undefined
    ? undefined
    : cloudEvent({
        id: row.outbox.eventId,
        topic,
        type: ORDER_PLACED.type,
        source: ORDER_PLACED.source,
        orderId: row.orderId,
        time: row.placedAt,
        traceparent: row.traceparent,
        data: z.parse(OrderPlaced, row),
      });
