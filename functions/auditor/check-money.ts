import type { PaymentRow } from '../contracts/payment-row.ts';
import { type AuditCheck, type DiscrepancyKind, type Mismatch, mismatch, money } from './discrepancies.ts';
import type { AuditClock, AuditedIntent, AuditedOrder, OrderEvidence } from './order-evidence.ts';

/** The gateway's ledger beside what order and payment say was captured and given back. */
export const checkMoney =
  (clock: AuditClock): AuditCheck =>
  (evidence) => {
    const books = gatewayBooks(evidence);
    const { order, payment } = evidence;
    if (order === undefined)
      return books.held.map((capture) => mismatch('capture-without-order', 'an order', captureText(capture)));
    const state = payment?.state ?? STATE_OF[order.status];
    return [
      ...captureFindings({ ...evidence, order }, { ...books, state }),
      ...(payment === undefined && order.status === 'PLACED' ? unclaimed(books.held, clock) : []),
      ...openFindings(evidence, state),
      ...refundFindings({ ...evidence, order }, { ...books, state }),
      ...books.captured.flatMap((capture) => (books.isHeld(capture) ? contentFindings(order, payment, capture) : [])),
    ];
  };

/** A payment row is written before its intent is confirmed; it may have been read just before. */
const unclaimed = (held: readonly AuditedIntent[], { now, lag }: AuditClock) =>
  held
    .filter(({ createdAt }) => now - createdAt > lag)
    .map((capture) => mismatch('captured-without-payment', 'a payment row', captureText(capture)));

type Evidence = OrderEvidence & { readonly order: AuditedOrder };

/** What a status proves of a payment whose row is missing. */
const STATE_OF: Readonly<Record<AuditedOrder['status'], PaymentRow['state']>> = {
  PLACED: 'CHARGING',
  IN_REVIEW: 'IN_REVIEW',
  PAID: 'CAPTURED',
  DECLINED: 'DECLINED',
  CANCELLED: 'VOID',
  REFUNDED: 'REFUNDED',
};

const MUST_BE_CAPTURED: readonly string[] = ['CAPTURED', 'REFUND_DUE', 'REFUNDED'];

interface GatewayBooks {
  readonly captured: readonly AuditedIntent[];
  /** Captures of which money is still there: what was given back as a whole is as if it had not been. */
  readonly held: readonly AuditedIntent[];
  readonly isHeld: (intent: AuditedIntent) => boolean;
  /** Minor units that were given back of an intent. */
  readonly givenBack: (intentId: string) => number;
  /** The intent through which the order is paid, as its payment says. */
  readonly expectedId: string | undefined;
}

/** What the gateway holds of an order. */
export function gatewayBooks({ order, payment, intents, refunds }: OrderEvidence): GatewayBooks {
  const givenBack = (intentId: string) =>
    refunds.reduce((sum, refund) => sum + (refund.intentId === intentId ? (refund.amount ?? 0) : 0), 0);
  const captured = intents.filter(({ status }) => status === 'succeeded');
  const isHeld = ({ id, amount = Number.POSITIVE_INFINITY }: AuditedIntent) => givenBack(id) < amount;
  return {
    captured,
    held: captured.filter(isHeld),
    isHeld,
    givenBack,
    // An operator may have named another one than the row records.
    expectedId: payment?.reference ?? payment?.intentId ?? order?.decision?.reference ?? undefined,
  };
}

type Books = GatewayBooks & { readonly state: PaymentRow['state'] };

/** Where nothing may have been captured. */
const NEVER_CAPTURED: Readonly<Partial<Record<PaymentRow['state'], DiscrepancyKind>>> = {
  DECLINED: 'declined-but-captured',
  VOID: 'cancelled-but-captured',
};

function captureFindings({ order, intents }: Evidence, books: Books): Mismatch[] {
  const { held, state } = books;
  if (held.length > 1)
    return [mismatch('captured-twice', money(order.amount, order.currency), held.map(captureText).join(' and '))];
  const kind = NEVER_CAPTURED[state];
  if (kind !== undefined && held.length > 0) return [mismatch(kind, 'no capture', held.map(captureText).join())];
  return intentFindings(order, intents, books);
}

/** Such an end is written only once the gateway has cancelled the intent: another could still be confirmed, by whomever. */
function openFindings({ payment, intents }: OrderEvidence, state: PaymentRow['state']): Mismatch[] {
  if (NEVER_CAPTURED[state] === undefined) return [];
  return intents
    .filter(({ id, status }) => id === payment?.intentId && status !== 'canceled' && status !== 'succeeded')
    .map((intent) => mismatch('intent-still-open', `${intent.id} is canceled`, statusesOf([intent])));
}

/** What the payment names must be there, and have captured if that is what the payment says. */
function intentFindings(order: AuditedOrder, intents: OrderEvidence['intents'], books: Books): Mismatch[] {
  const { expectedId, state } = books;
  const expected = intents.find(({ id }) => id === expectedId);
  if (expectedId !== undefined && expected === undefined)
    return [mismatch('intent-unknown', expectedId, 'the gateway knows no such intent')];
  const isRight = !MUST_BE_CAPTURED.includes(state) || expected?.status === 'succeeded';
  return isRight ? [] : missingCapture(order, intents, books);
}

function missingCapture(order: AuditedOrder, intents: OrderEvidence['intents'], books: Books): Mismatch[] {
  const { captured, expectedId } = books;
  if (captured.length === 0)
    return [mismatch('paid-not-captured', money(order.amount, order.currency), statusesOf(intents))];
  const found = captured.map(captureText).join(' and ');
  return expectedId === undefined ? [] : [mismatch('captured-by-other-intent', expectedId, found)];
}

const statusesOf = (intents: readonly AuditedIntent[]) =>
  intents.map(({ id, status }) => `${id} is ${status}`).join(', ') || 'nothing';

function contentFindings(order: AuditedOrder, payment: OrderEvidence['payment'], capture: AuditedIntent): Mismatch[] {
  const asked = money(order.amount, order.currency);
  if (capture.currency !== order.currency) return [mismatch('captured-other-currency', asked, captureText(capture))];
  return [
    ...(capture.amount === order.amount ? [] : [mismatch('captured-other-amount', asked, captureText(capture))]),
    ...(isFor(order, payment, capture) ? [] : [ownerFinding(order, payment, capture)]),
  ];
}

/** Metadata that a gateway does not hold say nothing. */
function isFor({ tenant }: AuditedOrder, payment: OrderEvidence['payment'], capture: AuditedIntent): boolean {
  const { eventId } = payment ?? {};
  return (capture.tenant ?? tenant) === tenant && (capture.eventId ?? eventId) === (eventId ?? capture.eventId);
}

const ownerFinding = (order: AuditedOrder, payment: OrderEvidence['payment'], capture: AuditedIntent) =>
  mismatch(
    'captured-for-another',
    `${order.tenant}, ${payment?.eventId ?? order.orderId}`,
    `${capture.id}: ${capture.tenant ?? 'no tenant'}, ${capture.eventId ?? 'no event'}`,
  );

function refundFindings({ order, refunds }: Evidence, books: Books): Mismatch[] {
  const { captured, expectedId, givenBack } = books;
  const tooMuch = captured.flatMap((capture) => overpaid(capture, refunds));
  const capture = captured.find(({ id }) => id === expectedId);
  if (tooMuch.length > 0 || capture === undefined) return tooMuch;
  const back = givenBack(capture.id);
  const kind = refundKind(order, books.state, { back, all: capture.amount ?? 0 });
  return kind === undefined
    ? []
    : [mismatch(kind, EXPECTED_BACK[kind] ?? captureText(capture), `${money(back, capture.currency)} given back`)];
}

const EXPECTED_BACK: Readonly<Partial<Record<DiscrepancyKind, string>>> = { 'refund-unexpected': 'no refund' };

interface GivenBack {
  readonly back: number;
  readonly all: number;
}

function refundKind(
  { cancelledAt }: AuditedOrder,
  state: PaymentRow['state'],
  { back, all }: GivenBack,
): DiscrepancyKind | undefined {
  if (state === 'CAPTURED' && back > 0 && cancelledAt === undefined) return 'refund-unexpected';
  if (state !== 'REFUNDED' || back >= all) return undefined;
  return back === 0 ? 'refunded-not-given-back' : 'refund-too-small';
}

function overpaid(capture: AuditedIntent, refunds: OrderEvidence['refunds']): Mismatch[] {
  const own = refunds.filter(({ intentId }) => intentId === capture.id);
  const back = own.reduce((sum, { amount = 0 }) => sum + amount, 0);
  if (capture.amount === undefined || back <= capture.amount) return [];
  const isTwice = own.filter(({ amount }) => amount === capture.amount).length > 1;
  const given = own.map(({ id, amount, currency }) => `${id} ${money(amount, currency)}`).join(' and ');
  return [mismatch(isTwice ? 'refunded-twice' : 'refund-too-large', captureText(capture), given)];
}

const captureText = ({ id, amount, currency }: AuditedIntent) => `${id} ${money(amount, currency)}`;
