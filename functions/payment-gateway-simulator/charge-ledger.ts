import * as z from 'zod/mini';

const common = {
  id: z.string(),
  /** 1 when it is created, one more with each change: what a conditional write compares. */
  version: z.int(),
  /** Milliseconds since the epoch, as all times of a record. */
  createdAt: z.int(),
  metadata: z.record(z.string(), z.string()),
};

/** Why the last attempt to pay failed. */
const PaymentError = z.object({
  code: z.string(),
  declineCode: z.string(),
  message: z.string(),
  paymentMethod: z.string(),
  charge: z.optional(z.string()),
});
export type PaymentError = z.infer<typeof PaymentError>;

export const PaymentIntentRecord = z.object({
  ...common,
  object: z.literal('payment_intent'),
  status: z.enum([
    'requires_payment_method',
    'requires_confirmation',
    'requires_action',
    'processing',
    'succeeded',
    'canceled',
  ]),
  /** In the gateway's unit of the currency, as all amounts of a record. */
  amount: z.int(),
  /** Lower-case ISO 4217 code. */
  currency: z.string(),
  customer: z.optional(z.string()),
  paymentMethod: z.optional(z.string()),
  /** The test payment method that it behaves like. */
  behavesLike: z.optional(z.string()),
  /** Whether a payment method may send the customer elsewhere, so that a confirmation needs a return address. */
  mayRedirect: z.boolean(),
  /** How often a charge was tried. */
  attempts: z.int(),
  latestCharge: z.optional(z.string()),
  refundedAmount: z.int(),
  /** The ids of its refunds, oldest first. */
  refunds: z.optional(z.array(z.string())),
  lastError: z.optional(PaymentError),
  /** When `processing` ends by itself. */
  settlesAt: z.optional(z.int()),
  canceledAt: z.optional(z.int()),
  cancellationReason: z.optional(z.string()),
});
export type PaymentIntentRecord = z.infer<typeof PaymentIntentRecord>;

const CustomerRecord = z.object({
  ...common,
  object: z.literal('customer'),
  email: z.optional(z.string()),
  name: z.optional(z.string()),
  description: z.optional(z.string()),
});

const PaymentMethodRecord = z.object({
  ...common,
  object: z.literal('payment_method'),
  behavesLike: z.string(),
  customer: z.optional(z.string()),
  /** The intent that used it up: without a customer it works once. */
  usedBy: z.optional(z.string()),
});
export type PaymentMethodRecord = z.infer<typeof PaymentMethodRecord>;

export const RefundRecord = z.object({
  ...common,
  object: z.literal('refund'),
  paymentIntent: z.string(),
  charge: z.string(),
  amount: z.int(),
  currency: z.string(),
  reason: z.optional(z.string()),
});

export type RefundRecord = z.infer<typeof RefundRecord>;

export const LedgerRecord = z.discriminatedUnion('object', [
  PaymentIntentRecord,
  CustomerRecord,
  PaymentMethodRecord,
  RefundRecord,
]);
export type LedgerRecord = z.infer<typeof LedgerRecord>;

/** What a caller is answered: a record as it was then, or an error in Stripe's shape. */
export const GatewayResponse = z.object({
  status: z.int(),
  record: z.optional(LedgerRecord),
  error: z.optional(z.record(z.string(), z.unknown())),
});
export type GatewayResponse = z.infer<typeof GatewayResponse>;

/** The use of an idempotency key; without a response it is in flight. */
export const KeyUse = z.object({
  key: z.string(),
  /** Of the endpoint and the request's parameters. */
  fingerprint: z.string(),
  usedAt: z.int(),
  /** Names the request that may still save a response. */
  token: z.string(),
  inFlightUntil: z.optional(z.int()),
  response: z.optional(GatewayResponse),
});
export type KeyUse = z.infer<typeof KeyUse>;

export interface Commit {
  readonly use?: KeyUse | undefined;
  /** New records, and changed ones with their next version. */
  readonly changes: readonly LedgerRecord[];
  /** A key that was used earlier is forgotten. */
  readonly pruneBefore: number;
}

export type Committed =
  | { readonly kind: 'committed' }
  /** The key has a use already; what that one created is there. */
  | { readonly kind: 'key-used'; readonly use: KeyUse }
  /** Another request has changed one of the records since it was read. */
  | { readonly kind: 'changed' };

export interface Page {
  readonly limit: number;
  /** Leaves out this object and all newer ones. */
  readonly startingAfter?: string | undefined;
  /** Leaves out this object and all older ones; the page is then the one next to it. */
  readonly endingBefore?: string | undefined;
  readonly createdFrom: number;
  /** Exclusive. */
  readonly createdBefore?: number | undefined;
}

/** What the simulator remembers. Nothing is ever deleted. */
export interface ChargeLedger {
  /** All or nothing: each record must be as it was read, and the key unused, forgotten, or in flight under the same token. */
  commit(commit: Commit): Promise<Committed>;
  find(id: string): Promise<LedgerRecord | undefined>;
  /** Whether this was never asked before. */
  markOnce(what: string): Promise<boolean>;
  /** Newest first; shows whatever was committed before. */
  listIntents(page: Page): Promise<{ readonly intents: readonly PaymentIntentRecord[]; readonly hasMore: boolean }>;
  /** The same of refunds. */
  listRefunds(page: Page): Promise<{ readonly refunds: readonly RefundRecord[]; readonly hasMore: boolean }>;
}

/** Ids of intents and refunds sort by their time, so that the newest come first in a descending query. */
export const paymentIntentId = (milliseconds: number, token: string) => `${timePrefix(milliseconds)}${token}`;
export const refundId = (milliseconds: number, token: string) => `${timePrefix(milliseconds, 're')}${token}`;

/** Below every id of that time, above every earlier one. */
export const timePrefix = (milliseconds: number, kind: 'pi' | 're' = 'pi') =>
  `${kind}_${milliseconds.toString(36).padStart(9, '0')}`;

/** Whether a use ends with a single new record, which its response holds: a replay can then finish what a crash left undone. */
export const isCreation = ({ use, changes }: Commit): boolean =>
  changes.length === 1 && changes[0]?.version === 1 && use?.response?.record?.id === changes[0].id;
