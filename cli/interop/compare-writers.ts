import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import { CONSUMERS, EVENTS } from '../../functions/contracts/events.ts';
import type { OrderPlaced } from '../../functions/contracts/order-placed.ts';
import { PaymentDecided } from '../../functions/contracts/payment-decided.ts';
import { memoryFolder } from '../../local/ports-and-folders.ts';
import type { Settings } from '../../local/settings.ts';
import { chargesSince } from '../load/figures.ts';
import { consumerNamed, fetchRecord, lagOf } from '../ops/ask-kafka.ts';
import { localSystem, type System } from '../ops/system.ts';
import { type Conformance, conformanceTable, conforms } from './conformance.ts';
import { EVENT_READERS, type ReadEvent } from './event-readers.ts';
import { EVENT_WRITERS, type EventWriter } from './event-writers.ts';
import { compareDeadLetter } from './spring-dead-letters.ts';
import { startSystemInMemory } from './system-in-memory.ts';
import type { WrittenOrder } from './written-order.ts';

/** Batches that do not shrink are sent as they are. */
const LINES = 40;
const AMOUNT = 100;
const COPIES = 2;
const PAID_WITHIN_MS = 60_000;

interface WrittenCell {
  readonly writer: EventWriter;
  readonly order: WrittenOrder;
}

/**
 * Has other software write orders of its own to the topic, each twice, and looks whether each is charged once.
 *
 * @returns whether every one was.
 */
export async function compareWriters(report: (line: string) => void): Promise<boolean> {
  await using started = new AsyncDisposableStack();
  report('Starting the system in memory …');
  const begin = new Date();
  const settings = await startSystemInMemory(memoryFolder(), started);
  const cells: WrittenCell[] = [];
  for (const writer of EVENT_WRITERS) {
    const missing = writer.missing?.();
    if (missing !== undefined) {
      report(`not tried: ${writer.software}: ${missing}`);
      continue;
    }
    report(`${writer.software} writes …`);
    const orders = writer.forms.map(foreignOrder);
    const write = await writer.open({ brokers: settings.brokers, topic: EVENTS.orderPlaced.topic, started });
    for (let copy = 0; copy < COPIES; copy++) await write(orders);
    cells.push(...orders.map((order) => ({ writer, order })));
  }
  const payments = await paymentsOf(cells, settings);
  const records = await recordsOfOrders(payments, await systemOfAll(settings));
  const charges = await chargesSince(begin, `http://127.0.0.1:${settings.ports.GATEWAY_PORT}`);
  const compared = [
    ...cells.map(
      ({ writer, order }): Conformance => ({
        subject: `${writer.software}: ${order.form}`,
        count: COPIES,
        problems: problemsOfCharge(order, { payments, records, charges }),
      }),
    ),
    await compareDeadLetter(settings.brokers, foreignOrder('binary')),
  ];
  console.log(conformanceTable('Orders that other software writes', compared));
  return conforms(compared);
}

function foreignOrder(form: string): WrittenOrder {
  const orderId = `shop-${randomUUID()}`;
  const order: Omit<OrderPlaced, 'lines'> = {
    ...{ orderId, tenant: 'local', customerId: 'c-Zoë', currency: 'EUR', totalAmount: LINES * AMOUNT },
    ...{ paymentMethod: 'pm_card_visa', placedAt: new Date().toISOString() },
  };
  const lines = Array.from({ length: LINES }, () => ({ sku: 'book', quantity: 1, unitAmount: AMOUNT }));
  return { form, eventId: randomUUID(), orderId, data: JSON.stringify({ ...order, lines }) };
}

/** What is published of the payments, once there is one of each, or none comes any more. */
async function paymentsOf(cells: readonly WrittenCell[], { brokers }: Settings): Promise<readonly ReadEvent[]> {
  const [reader] = EVENT_READERS;
  if (reader === undefined) throw new Error('There is no reader.');
  const deadline = Date.now() + PAID_WITHIN_MS;
  for (;;) {
    const found = await reader.read(brokers, [EVENTS.paymentDecided.topic]);
    const keys = new Set(found.map(({ key }) => key));
    if (cells.every(({ order }) => keys.has(order.orderId)) || Date.now() > deadline) return found;
    await delay(500);
  }
}

const Decided = z.pick(PaymentDecided, { orderId: true, orderEventId: true, state: true, amount: true });

const decidedBy = <Data extends z.ZodMiniType>(schema: Data, { data }: ReadEvent): z.output<Data> =>
  z.parse(schema, JSON.parse(Buffer.from(data, 'base64').toString()));

/** The system, once it has consumed every copy. */
async function systemOfAll(settings: Settings): Promise<System> {
  const system = localSystem(settings);
  const consumer = consumerNamed(system, CONSUMERS.paymentProcessor.name);
  const deadline = Date.now() + PAID_WITHIN_MS;
  while ((await lagOf(system, consumer)).lag > 0) {
    if (Date.now() > deadline) throw new Error('The orders are not consumed after a minute.');
    await delay(200);
  }
  return system;
}

/** The keys of the records that payments name, as an operator reads them. */
async function recordsOfOrders(payments: readonly ReadEvent[], system: System): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const payment of payments) {
    const { topic, partition, offset } = decidedBy(z.pick(PaymentDecided, { source: true }), payment).source;
    const record = await fetchRecord(system, { topic, partition, offset });
    if (typeof record?.key === 'string') keys.add(Buffer.from(record.key, 'base64').toString());
  }
  return keys;
}

interface ChargeEvidence {
  readonly payments: readonly ReadEvent[];
  /** Orders whose record an operator can read. */
  readonly records: ReadonlySet<string>;
  /** By order. */
  readonly charges: ReadonlyMap<string, number>;
}

/** Why an order of another system was not charged once, as a whole, under its own ids. */
export function problemsOfCharge(
  { orderId, eventId }: WrittenOrder,
  { payments, records, charges }: ChargeEvidence,
): string[] {
  const own = payments.filter(({ key }) => key === orderId);
  if (own.length === 0) return ['no payment was published'];
  const expected = JSON.stringify({ orderId, orderEventId: eventId, state: 'CAPTURED', amount: LINES * AMOUNT });
  const charged = charges.get(orderId) ?? 0;
  return [
    ...(own.every(({ id }) => id === `${eventId}:captured`) ? [] : ['its payment has another id']),
    ...(own.every((payment) => JSON.stringify(decidedBy(Decided, payment)) === expected)
      ? []
      : ['its payment says something else']),
    ...(records.has(orderId) ? [] : ['an operator can not read its record']),
    ...(charged === 1 ? [] : [`it was charged ${charged} times`]),
  ];
}
