import * as z from 'zod/mini';
import { totalOf } from '../../functions/order-api/order-request.ts';
import { parseJson } from '../aws/send.ts';
import { differingParts, eventParts, recordParts } from '../ops/order-view.ts';
import type { Order, Sighting } from './smoke-order.ts';

/** One thing that must be so, and what was seen of it. `unknown` is no failure: it could not be looked at. */
export interface Check {
  readonly what: string;
  readonly outcome: 'ok' | 'failed' | 'unknown';
  readonly seen: string;
}

/** What a smoke run has shown. */
export function checksOf(sighting: Sighting): Check[] {
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
  const found = recordParts(record);
  const expected = { ...eventParts({ ...request, ...order, tenant: tenantIn(found.value) }), ce_id: order.event.id };
  const wrong = differingParts(found, expected);
  return wrong.length > 0
    ? check(what, false, `it has another ${wrong.join(' and ')} than the order's event`)
    : check(what, true, `it is the order's event to the byte (${expected.value.length} bytes)`);
}

/** The one thing of the order's event that the client can't know. */
function tenantIn(value: string | null): string {
  const { data } = z.safeParse(z.object({ tenant: z.string() }), parseJson(value ?? ''));
  return data?.tenant || 'unknown';
}

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

/** The checks as a person reads them, and the verdict. */
export function smokeText(stage: string, checks: readonly Check[]): string {
  const lines = checks.map(({ what, outcome, seen }) => `  ${MARKS[outcome]}  ${what.padEnd(18)}${seen}`);
  return [...lines, verdict(stage, checks)].join('\n');
}

const MARKS = { ok: 'ok     ', failed: 'FAILED ', unknown: 'unknown' } as const;

function verdict(stage: string, checks: readonly Check[]): string {
  const of = (outcome: Check['outcome']) => checks.filter((check) => check.outcome === outcome).map(({ what }) => what);
  if (!isGood(checks)) return `Stage ${stage} does NOT work: ${of('failed').join(', ')}`;
  const unknown = of('unknown');
  return `Stage ${stage} works${unknown.length > 0 ? `; not looked at: ${unknown.join(', ')}` : ''}.`;
}
