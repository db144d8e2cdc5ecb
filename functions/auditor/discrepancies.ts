import type { OrderEvidence } from './order-evidence.ts';

/** Every kind of discrepancy, with what it means. `docs/operations.md` lists them in this order. */
export const DISCREPANCIES = {
  'paid-not-captured': 'the order counts as paid, and the gateway holds no capture',
  'declined-but-captured': 'the order is declined, and the gateway has captured',
  'cancelled-but-captured': 'the order is cancelled, and the gateway holds a capture',
  'intent-still-open': 'the order is declined or cancelled, and its intent can still capture',
  'captured-twice': 'the gateway has captured more than once',
  'captured-other-amount': 'the gateway has captured another amount',
  'captured-other-currency': 'the gateway has captured in another currency',
  'captured-for-another': "the capture's metadata name another tenant or event",
  'captured-by-other-intent': 'the capture is not of the intent that the payment records',
  'captured-without-payment': 'the gateway holds a capture, and the order has no payment row',
  'capture-without-order': 'the gateway holds a capture for an order that does not exist',
  'refunded-not-given-back': 'the order counts as refunded, and the gateway has given nothing back',
  'refund-too-small': 'the gateway has given back less than it captured',
  'refund-too-large': 'the gateway has given back more than it captured',
  'refunded-twice': 'the gateway has given the whole amount back more than once',
  'refund-unexpected': 'the gateway has given money back, and nobody has cancelled the order',
  'intent-unknown': "the gateway does not know the payment's intent",
  'payment-without-order': 'a payment has no order',
  'decided-without-payment': 'the order is decided, and its payment row is missing',
  'payment-differs': "the payment's amount, currency or tenant is not the order's",
  'status-contradicts-payment': "the order's status is not that of its payment",
  'status-behind-payment': 'the payment is decided, and the order does not know after all this time',
  'reference-differs': 'order and payment name different payment intents',
  'published-nowhere': 'the order was accepted, and its event is in no topic after all this time',
  'cancellation-published-nowhere': "the cancellation's event is in no topic after all this time",
  'receipt-names-no-record': 'the topic holds no record where the receipt says',
  'receipt-names-another': 'the record where the receipt says is of another order',
  'event-without-order': 'the topic holds an event of an order that does not exist',
  'event-differs': "an event's content is not the order's",
  'cancellation-unknown': 'the topic holds a cancellation that the order does not know',
  'decision-published-nowhere': 'the order knows a decision whose event is in no topic',
  'not-processed': 'the event was published, and no payment has begun after all this time',
  'payment-abandoned': 'the payment is neither decided nor due to be tried again',
  'cancellation-without-effect': 'the order is to be cancelled, and its payment does not know after all this time',
  'row-unreadable': 'a row can not be read',
} as const satisfies Readonly<Record<string, string>>;
export type DiscrepancyKind = keyof typeof DISCREPANCIES;

/** Where two sources do not fit together; amounts are in minor units, with their currency. */
export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  readonly orderId: string;
  /** What must be, by the one source. */
  readonly expected: string;
  /** What is, by the other. */
  readonly found: string;
  /** What shows it, or repairs it. */
  readonly command: string;
}

/** One comparison of sources. */
export type AuditCheck<Evidence = OrderEvidence> = (evidence: Evidence) => readonly Mismatch[];

export type Mismatch = Omit<Discrepancy, 'orderId' | 'command'>;

export const mismatch = (kind: DiscrepancyKind, expected: string, found: string): Mismatch => ({
  kind,
  expected,
  found,
});

/** A discrepancy for whoever must act: what only shows it reads and changes nothing. */
export const discrepancy = (orderId: string, found: Mismatch): Discrepancy => ({
  ...found,
  orderId,
  command: COMMANDS[found.kind]?.(orderId) ?? `npm run ops -- order ${orderId}`,
});

const COMMANDS: Partial<Readonly<Record<DiscrepancyKind, (orderId: string) => string>>> = {
  'decided-without-payment': () => 'npm run ops -- rebuild-dedup --dry-run',
  'payment-abandoned': (orderId) => `npm run ops -- retry ${orderId} --dry-run`,
  'status-behind-payment': (orderId) => `npm run ops -- requeue ${orderId} --dry-run`,
  'published-nowhere': (orderId) => `npm run ops -- requeue ${orderId} --dry-run`,
  'cancellation-published-nowhere': (orderId) => `npm run ops -- requeue ${orderId} --dry-run`,
  'cancellation-without-effect': (orderId) => `npm run ops -- requeue ${orderId} --dry-run`,
  'not-processed': (orderId) => `npm run ops -- requeue ${orderId} --dry-run`,
};

/** Money as both sides of a discrepancy show it. */
export const money = (amount: number | undefined, currency: string) =>
  `${amount ?? 'no whole number of minor units'} ${currency}`;
