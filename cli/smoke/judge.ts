import * as z from 'zod/mini';
import { OrderPlaced } from '../../functions/contracts/order-placed.ts';
import type { EncodedRecord } from '../../functions/contracts/quarantine.ts';
import { totalOf } from '../../functions/order-api/order-request.ts';
import { parseJson } from './parse-json.ts';
import type { Order, Sighting } from './smoke-order.ts';

/** One thing that must be so, and what was seen of it. `unknown` is no failure: it could not be looked at. */
export interface Check {
  readonly what: string;
  readonly outcome: 'ok' | 'failed' | 'unknown';
  readonly seen: string;
}

/** What a smoke run has shown. */
export function judge(sighting: Sighting): Check[] {
  const accepted = checkAccepted(sighting);
  const { order } = sighting;
  if (order === undefined) return [accepted];
  return [
    accepted,
    checkPublished(sighting, order),
    checkPaid(sighting, order),
    checkRecord(sighting, order),
    checkRepeated(sighting, order),
    checkCharge(sighting, order),
  ];
}

export const isGood = (checks: readonly Check[]) => checks.every(({ outcome }) => outcome !== 'failed');

const check = (what: string, good: boolean, seen: string): Check => ({ what, outcome: good ? 'ok' : 'failed', seen });

function checkAccepted({ placed: { order, status, refusal, ms }, request }: Sighting): Check {
  if (order === undefined) return check('accepted', false, `POST /orders answered ${status}: ${refusal}`);
  const total = totalOf(request);
  const amount = order.totalAmount === total ? '' : `, with a total of ${order.totalAmount} instead of ${total}`;
  return check('accepted', amount === '', `202 after ${ms} ms${amount}`);
}

function checkPublished({ publishedMs }: Sighting, { event: { receipt } }: Order): Check {
  if (receipt === null)
    return check('published', false, 'no receipt: the publisher does not reach the brokers, or its stream is not read');
  const { topic, partition, offset } = receipt;
  return check('published', true, `${topic} ${partition}/${offset}, seen after ${publishedMs} ms`);
}

function checkPaid({ decidedMs }: Sighting, { status }: Order): Check {
  const seen =
    decidedMs === undefined
      ? 'still PLACED at the deadline: its event or its payment is under way'
      : `${status} after ${decidedMs} ms`;
  return check('paid', status === 'PAID', seen);
}

function checkRecord({ record, request }: Sighting, order: Order): Check {
  const what = 'record re-read';
  if (record === undefined) return { what, outcome: 'unknown', seen: 'there is no receipt to look by' };
  if (record === null) return check(what, false, 'nothing is at the place that the receipt names');
  const found = { key: text(record.key), ce_id: text(idOf(record)), value: text(record.value) };
  const expected = {
    key: order.orderId,
    ce_id: order.event.id,
    value: eventOf({ ...request, ...order, tenant: tenantIn(found.value) }),
  };
  const wrong = (['key', 'ce_id', 'value'] as const).filter((part) => found[part] !== expected[part]);
  return wrong.length > 0
    ? check(what, false, `it has another ${wrong.join(' and ')} than the order's event`)
    : check(what, true, `it is the order's event to the byte (${expected.value.length} bytes)`);
}

/** The value of the order's event, byte for byte. The tenant is the one thing that the client can't know. */
const eventOf = (order: OrderPlaced) => JSON.stringify(z.parse(OrderPlaced, order));

function tenantIn(value: string | null): string {
  const { data } = z.safeParse(z.object({ tenant: z.string() }), parseJson(value ?? ''));
  return data?.tenant || 'unknown';
}

const idOf = ({ headers }: EncodedRecord) => headers.findLast(({ name }) => name === 'ce_id')?.value ?? null;
const text = (base64: string | null) => (base64 === null ? null : Buffer.from(base64, 'base64').toString());

function checkRepeated({ repeated }: Sighting, { orderId }: Order): Check {
  const what = 'repeated request';
  if (repeated?.order === undefined)
    return check(what, false, `POST /orders answered ${repeated?.status}: ${repeated?.refusal}`);
  if (repeated.order.orderId !== orderId) return check(what, false, `it made another order: ${repeated.order.orderId}`);
  if (!repeated.replayed) return check(what, false, 'the answer has no Idempotent-Replayed: true');
  return check(what, true, `the same order, Idempotent-Replayed: true, after ${repeated.ms} ms`);
}

function checkCharge({ gateway }: Sighting, { totalAmount, currency }: Order): Check {
  const what = 'charged once';
  const intents = gateway?.intents;
  if (intents === undefined)
    return { what, outcome: 'unknown', seen: `the gateway's list can't be read (${gateway?.unknown})` };
  const captured = intents.filter(({ status }) => status === 'succeeded');
  const right = captured.filter(
    (intent) => intent.amount_received === totalAmount && intent.currency === currency.toLowerCase(),
  );
  const list = captured.map(({ id, amount_received, currency }) => `${id} ${amount_received} ${currency}`).join('; ');
  return check(what, captured.length === 1 && right.length === 1, list || 'the gateway holds no captured charge');
}
