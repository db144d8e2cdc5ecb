import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import { EVENTS } from '../../functions/contracts/events.ts';
import { ORDER_PLACED, OrderPlaced } from '../../functions/contracts/order-placed.ts';
import { memoryFolder } from '../../local/ports-and-folders.ts';
import type { Settings } from '../../local/settings.ts';
import { type Conformance, conformanceTable, conforms } from './conformance.ts';
import { compareConnectSink } from './connect-sink.ts';
import { EVENT_READERS, type EventReader, type ReadEvent } from './event-readers.ts';
import { startSystemInMemory } from './system-in-memory.ts';

const ORDERS = 6;
const AMOUNT = 2_500;
const SETTLED_WITHIN_MS = 60_000;

const Order = z.object({
  orderId: z.string(),
  status: z.string(),
  event: z.object({
    id: z.string(),
    receipt: z.nullable(z.object({ topic: z.string(), partition: z.int(), offset: z.int() })),
  }),
});
type Order = z.infer<typeof Order>;

/**
 * Places orders in a local system, and lets other software read the topics: every event must come out as it went in.
 *
 * @returns whether every reader that is there did.
 */
export async function compareReaders(report: (line: string) => void): Promise<boolean> {
  await using started = new AsyncDisposableStack();
  report('Starting the system in memory …');
  const settings = await startSystemInMemory(memoryFolder(), started);
  const orders = await Promise.all(Array.from({ length: ORDERS }, () => settledOrder(settings)));
  const topics = [EVENTS.orderPlaced.topic, EVENTS.paymentDecided.topic];
  const compared: Conformance[] = [];
  for (const reader of EVENT_READERS) {
    const missing = await reader.missing?.();
    if (missing !== undefined) report(`not tried: ${reader.software}: ${missing}`);
    else compared.push(...(await comparedBy(reader, { settings, topics, orders })));
  }
  compared.push(...(await compareConnectSink({ brokers: settings.brokers, expected: expectedRows(orders) })));
  console.log(conformanceTable('Events that other software reads', compared));
  return conforms(compared);
}

const expectedRows = (orders: readonly Order[]) => ({
  [EVENTS.orderPlaced.topic]: orders.map(({ orderId }) => ({ orderId, totalAmount: AMOUNT, customerId: 'c-Zoë' })),
  [EVENTS.paymentDecided.topic]: orders.map(({ orderId }) => ({ orderId, amount: AMOUNT, state: 'CAPTURED' })),
});

/** An order that is paid, and whose receipt is recorded. */
async function settledOrder({ ports }: Settings): Promise<Order> {
  const url = `http://127.0.0.1:${ports.API_PORT}/orders`;
  const lines = [{ sku: 'book', quantity: 1, unitAmount: AMOUNT }];
  const placed = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ customerId: 'c-Zoë', currency: 'EUR', paymentMethod: 'pm_card_visa', lines }),
  });
  const { orderId } = z.parse(Order, await placed.json());
  const deadline = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const order = z.parse(Order, await (await fetch(`${url}/${orderId}`)).json());
    if (order.status === 'PAID' && order.event.receipt !== null) return order;
    if (Date.now() > deadline) throw new Error(`Order ${orderId} is still ${order.status} after a minute.`);
    await delay(200);
  }
}

interface Published {
  readonly settings: Settings;
  readonly topics: readonly string[];
  readonly orders: readonly Order[];
}

async function comparedBy({ software, read }: EventReader, { settings, topics, orders }: Published) {
  const found = await read(settings.brokers, topics);
  const about = (subject: string, problems: readonly string[]): Conformance => ({
    subject: `${software}: ${subject}`,
    count: orders.length,
    problems,
  });
  return [
    about(
      'OrderPlaced',
      orders.flatMap((order) => problemsOfOrder(order, found)),
    ),
    about(
      'PaymentDecided',
      orders.flatMap((order) => problemsOfPayment(order, found)),
    ),
  ];
}

/** What a reader sees of an order's event that is not so; it must lie where the receipt says. */
export function problemsOfOrder({ orderId, event: { id, receipt } }: Order, found: readonly ReadEvent[]): string[] {
  const own = found.filter((event) => event.id === id);
  if (own.length === 0) return [`${id} is not there`];
  const data = own.map((event) => z.safeParse(OrderPlaced, dataOf(event)).data);
  return [
    ...(own.some((event) => event.type === ORDER_PLACED.type) ? [] : [`${id} has another type`]),
    ...(own.every(({ key, subject }) => key === orderId && subject === orderId) ? [] : [`${id} has another key`]),
    ...(own.some((event) => liesAt(event, receipt)) ? [] : [`${id} is not where its receipt says`]),
    ...(data.every((order) => order?.totalAmount === AMOUNT && order.customerId === 'c-Zoë')
      ? []
      : [`${id} has other data`]),
  ];
}

export function problemsOfPayment({ orderId, event }: Order, found: readonly ReadEvent[]): string[] {
  const id = `${event.id}:captured`;
  const own = found.filter((one) => one.id === id);
  const Decided = z.object({ orderId: z.literal(orderId), state: z.literal('CAPTURED'), amount: z.literal(AMOUNT) });
  if (own.length === 0) return [`${id} is not there`];
  return own.every((one) => one.key === orderId && z.safeParse(Decided, dataOf(one)).success)
    ? []
    : [`${id} has another key or other data`];
}

const liesAt = ({ topic, partition, offset }: ReadEvent, receipt: Order['event']['receipt']) =>
  topic === receipt?.topic && partition === receipt.partition && offset === receipt.offset;

const dataOf = ({ data }: ReadEvent): unknown => JSON.parse(Buffer.from(data, 'base64').toString());
