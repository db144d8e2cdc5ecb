import { type OutboxState, outboxByte, PUBLISHERS } from './outbox-state.ts';

/** A publisher takes three bytes: step and stale, its image, what is acknowledged of it. No publisher: all are 0. */
export const Publishing = { sends: 1, closes: 2 } as const;
const STALE = 8;

const first = (t: OutboxState, place: number) => outboxByte(t, PUBLISHERS + 3 * place);

export const isWorking = (t: OutboxState, place: number) => first(t, place) !== 0;
/** The stream has given its record to another publisher, or it reads an old image. */
export const isStalePublisher = (t: OutboxState, place: number) => (first(t, place) & STALE) !== 0;
export const publisherStep = (t: OutboxState, place: number) => first(t, place) & ~STALE;
export const imageOf = (t: OutboxState, place: number) => outboxByte(t, PUBLISHERS + 3 * place + 1);
export const acknowledgedTo = (t: OutboxState, place: number) => outboxByte(t, PUBLISHERS + 3 * place + 2);

export function startPublisher(t: OutboxState, place: number, image: number) {
  setPublisher(t, place, [Publishing.sends, image, 0]);
}

export function stalePublisher(t: OutboxState, place: number) {
  t[PUBLISHERS + 3 * place] = first(t, place) | STALE;
}

export function closeNext(t: OutboxState, place: number) {
  t[PUBLISHERS + 3 * place] = (first(t, place) & STALE) | Publishing.closes;
}

export function setImage(t: OutboxState, place: number, image: number) {
  t[PUBLISHERS + 3 * place + 1] = image;
}

export function acknowledgeTo(t: OutboxState, place: number, set: number) {
  t[PUBLISHERS + 3 * place + 2] = acknowledgedTo(t, place) | set;
}

export function setPublisher(t: OutboxState, place: number, bytes: readonly number[]) {
  t.set(bytes, PUBLISHERS + 3 * place);
}

/** Publishers are a set: which place one has means nothing. */
export function sortPublishers(t: OutboxState) {
  const [one, other] = [bytesOf(t, 0), bytesOf(t, 1)];
  if (rank(one) >= rank(other)) return;
  setPublisher(t, 0, other);
  setPublisher(t, 1, one);
}

const bytesOf = (t: OutboxState, place: number) => [first(t, place), imageOf(t, place), acknowledgedTo(t, place)];
const rank = ([step = 0, image = 0, acknowledged = 0]: readonly number[]) => (step << 16) | (image << 8) | acknowledged;
