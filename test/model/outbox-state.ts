/**
 * One state of the outbox model in 28 bytes: the row with its numbered entries, the table's stream, two publishers, the topic.
 * A set of events is a byte with bit n - 1 for event n.
 */
export type OutboxState = Uint8Array<ArrayBuffer> & Record<NamedByte, number>;

/** How often the row has changed: the highest number. */
export const VERSION = 0;
/** The set of entries on the row. */
export const ENTRIES = 1;
/** The number that is marked as unpublishable, or 0. */
export const MARKED = 2;
/** The set of events on the topic. */
export const ON_TOPIC = 3;
/** How many images wait in the stream; bytes 5 to 8 are their sets of entries, the oldest first. */
export const WAITING = 4;
const IMAGES = 5;
/** Which images the stream has ever held, as bits: they may be read again. */
export const PAST_IMAGES = 9;
/** The event that can't be published until an operator has repaired it, or 0. */
export const UNPUBLISHABLE = 10;
export const OUTBOX_FAULTS = 11;
export const WRONG = 12;
/** Two publishers, three bytes each. */
export const PUBLISHERS = 13;
/** Sends whose outcome nobody waits for, as sets. */
const SENT_LATE = 19;
/** The set of events that have a receipt. */
export const RECEIPTS = 22;
/** The set of events that were given up. */
export const GIVEN_UP = 23;

type NamedByte =
  | typeof VERSION
  | typeof ENTRIES
  | typeof MARKED
  | typeof ON_TOPIC
  | typeof WAITING
  | typeof PAST_IMAGES
  | typeof UNPUBLISHABLE
  | typeof OUTBOX_FAULTS
  | typeof WRONG
  | typeof RECEIPTS
  | typeof GIVEN_UP;

/** What only the moment of a write shows; kept in `WRONG`. */
export const Wrong = { order: 1, unpublishedClosed: 2, sameNumber: 3 } as const;

export const newOutboxState = () => new Uint8Array(28) as OutboxState;

/** The byte at a computed place. */
export const outboxByte = (t: OutboxState, place: number) => t[place] ?? 0;

// ---- Sets of events.

export const only = (number: number) => 1 << (number - 1);
export const below = (number: number) => only(number) - 1;
export const isIn = (set: number, number: number) => (set & only(number)) !== 0;
export const numbersIn = (set: number) => [1, 2, 3].filter((number) => isIn(set, number));
export const newestIn = (set: number) => 32 - Math.clz32(set);
export const inWords = (set: number) => numbersIn(set).join(',') || '-';

// ---- The stream: in order, at least once. An image is what the row held when it was written.

const MOST_IMAGES = 4;
export const oldestImage = (t: OutboxState) => outboxByte(t, IMAGES);

export function appendImage(t: OutboxState, image: number) {
  if (image === 0) return;
  if (t[WAITING] < MOST_IMAGES) t[WAITING]++;
  t[IMAGES + t[WAITING] - 1] = image;
  t[PAST_IMAGES] |= 1 << image;
}

export function dropOldestImage(t: OutboxState) {
  t.copyWithin(IMAGES, IMAGES + 1, IMAGES + MOST_IMAGES);
  t[WAITING]--;
}

// ---- The topic: each event counts when it appears for the first time.

export function appendToTopic(t: OutboxState, set: number) {
  for (const number of numbersIn(set)) {
    const isEarlierMissing = (t[ON_TOPIC] & below(number)) !== below(number);
    if (!isIn(t[ON_TOPIC], number) && isEarlierMissing) t[WRONG] ||= Wrong.order;
    t[ON_TOPIC] |= only(number);
  }
}

// ---- Sends that may still reach the topic.

export const MOST_SENT_LATE = 3;
export const sentLateAt = (t: OutboxState, place: number) => outboxByte(t, SENT_LATE + place);
export function setSentLate(t: OutboxState, place: number, set: number) {
  t[SENT_LATE + place] = set;
}

export function sendLate(t: OutboxState, set: number) {
  let place = 0;
  while (place < MOST_SENT_LATE && sentLateAt(t, place) !== 0) place++;
  if (place < MOST_SENT_LATE) setSentLate(t, place, set);
}

/** Places of the stream that hold nothing are empty; late sends are a set. */
export function clearUnused(t: OutboxState) {
  t.fill(0, IMAGES + t[WAITING], IMAGES + MOST_IMAGES);
  t.subarray(SENT_LATE, SENT_LATE + MOST_SENT_LATE)
    .sort()
    .reverse();
}
