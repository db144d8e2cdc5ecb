/**
 * One state of the model: a payment row, its records, the gateway and the processes, in 32 bytes. There is no clock: that a
 * lease ends, a key is forgotten or a late request lands are transitions that may happen at any moment, or never.
 */
export type PaymentBytes = Uint8Array<ArrayBuffer> & Record<NamedByte, number>;

// ---- The row.
export const ROW = 0;
/** 1 while the lease lasts. */
export const LEASE = 1;
/** 1 where the row has `dueAt`. */
export const DUE = 2;
export const CANCEL_REQUESTED = 3;
/** The number of the intent that the row records, 1 to 4; 0 for none. */
export const INTENT = 4;
export const INTENTS_UNKNOWN = 5;

// ---- Kafka and the client.
/** 1 while OrderPlaced waits to be acknowledged. */
export const RECORD = 6;
/** The same for OrderCancelled. */
export const CANCEL_RECORD = 7;
/** 1 once the client has cancelled. */
export const CANCELLED = 8;

// ---- The gateway. Bytes 9 to 12 are the intents 1 to 4.
export const INTENT_BYTES = 8;
/** What the gateway answers under the key of a create: a number of an intent, `STORED_500`, or 0 for an unused key. */
export const KEY = 13;
export const REFUNDS = 14;
export const REFUND_KEY = 15;

// ---- What is remembered of the past.
export const FAULTS_LEFT = 16;
/** What a write has violated that the state alone doesn't show: see `Breach`. */
export const BREACH = 17;
/** What the event source gave up: `DROPPED_RECORD`, `DROPPED_CANCEL_RECORD`. */
export const DROPPED = 18;
/** `OLD_EVENT`, `SET_BACK`. */
export const AGE = 19;

// ---- Four processes, two bytes each (payment-workers.ts), and three late requests, one byte each (payment-gateway-model.ts).
export const WORKERS = 20;
export const LATE = 28;
/** The answer under the second key. Never used together with the counters. */
export const SECOND_KEY = 31;
/** Creates in the upper half, confirms in the lower. */
export const CALLS = 31;

type NamedByte =
  | typeof ROW
  | typeof LEASE
  | typeof DUE
  | typeof CANCEL_REQUESTED
  | typeof INTENT
  | typeof INTENTS_UNKNOWN
  | typeof RECORD
  | typeof CANCEL_RECORD
  | typeof CANCELLED
  | typeof KEY
  | typeof REFUNDS
  | typeof REFUND_KEY
  | typeof FAULTS_LEFT
  | typeof BREACH
  | typeof DROPPED
  | typeof AGE
  | typeof SECOND_KEY;

export const MOST_INTENTS = 4;

export const STORED_500 = 7;
export const DROPPED_RECORD = 1;
export const DROPPED_CANCEL_RECORD = 2;
export const OLD_EVENT = 1;
export const SET_BACK = 2;

export const Breach = { terminalRowChanged: 1, intentRewritten: 2 } as const;

/** States of the row, in `ROW`. */
export const Row = {
  absent: 0,
  charging: 1,
  inReview: 2,
  captured: 3,
  declined: 4,
  void: 5,
  refundDue: 6,
  refunded: 7,
} as const;
export const ROW_NAMES = ['absent', 'CHARGING', 'IN_REVIEW', 'CAPTURED', 'DECLINED', 'VOID', 'REFUND_DUE', 'REFUNDED'];

/** States of an intent, in the lower three bits of its byte. */
export const AtGateway = { none: 0, open: 1, declined: 2, processing: 3, succeeded: 4, canceled: 5 } as const;
export const INTENT_NAMES = ['-', 'open', 'declined', 'processing', 'SUCCEEDED', 'canceled'];
/** A search doesn't find this intent yet. */
export const UNSEARCHABLE = 8;

export const newState = () => new Uint8Array(32) as PaymentBytes;

/** The byte at a computed place. */
export const byteAt = (t: PaymentBytes, place: number) => t[place] ?? 0;
