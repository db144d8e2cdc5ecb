import { setTimeout as delay } from 'node:timers/promises';
import type { System } from '../../cli/ops/system.ts';
import type { Books, EdgeId, LagView } from '../contract/live-events.ts';
import { deadLettersOf } from './dead-letters.ts';
import { errorWords } from './error-words.ts';
import { type LedgerEntry, type OrderBooks, orderBooks } from './order-books.ts';
import { lagsOf } from './order-facts.ts';
import { ledgerSince } from './read-ledger.ts';
import { allEntries, newRecords, openOrderIds, readEntries } from './read-stores.ts';

interface KeepBooksOptions {
  readonly system: System;
  /** Whether every order counts, and not only those that are open or placed from now on: reading all grows with the history. */
  readonly whole: boolean;
  /** Whether somebody looks: otherwise nothing is read. */
  readonly isWatched: () => boolean;
  readonly changed: (books: Books) => void;
  readonly lags: (lags: readonly LagView[] | null) => void;
  /** What the rows show that an order has passed since they were read last. */
  readonly passed: (edge: EdgeId, orderId: string) => void;
  /** In words; undefined when the store could be read again. */
  readonly trouble: (store: string, message: string | undefined) => void;
}

export interface BookKeeper {
  readonly books: OrderBooks;
  stop(): void;
}

const PAUSE_MS = 1_000;
const QUARANTINE_PAUSE_MS = 4_000;
/** Reading takes a quarter of the time at most. */
const REST_FACTOR = 3;

/**
 * Reads what is new in the stores again and again while somebody looks: rows, topic and ledger each at their own pace, since
 * one that does not answer must not hide the others.
 */
export function keepBooks(options: KeepBooksOptions): BookKeeper {
  const { system, whole, isWatched, trouble } = options;
  const books = orderBooks();
  const since = whole ? null : Date.now();
  const ledger = ledgerReader(system, books);
  const stopped = new AbortController();
  let deadLetters = 0;

  const balance = () => options.changed(books.totals({ at: Date.now(), since, deadLetters, ledger: ledger.isRead() }));
  const keep = async (store: string, pause: number, read: () => Promise<void>) => {
    while (!stopped.signal.aborted) {
      const begun = performance.now();
      if (isWatched())
        await read().then(
          () => trouble(store, undefined),
          (error: unknown) => trouble(store, errorWords(error)),
        );
      const rest = Math.max(pause, REST_FACTOR * (performance.now() - begun));
      await delay(rest, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
    }
  };
  const readQuarantine = async () => {
    deadLetters = (await deadLettersOf(system, books.wasPutBack)).length;
  };
  const readRows = rowReader(options, books);
  // Once a round is enough: what the others read meanwhile is in it. It is done also where the tables can't be read.
  void keep('The tables', PAUSE_MS, () => readRows().finally(balance));
  void keep('Kafka', PAUSE_MS, topicReader(options, books));
  void keep('The quarantine', QUARANTINE_PAUSE_MS, readQuarantine);
  if (ledger.isOurs) void keep("The gateway's ledger", PAUSE_MS, ledger.read);
  return { books, stop: () => stopped.abort() };
}

function rowReader({ system, whole, passed }: KeepBooksOptions, books: OrderBooks) {
  let isBegun = !whole;
  return async () => {
    if (!isBegun) for await (const entries of allEntries(system)) entries.forEach(books.order);
    isBegun = true;
    const ids = new Set([...(await openOrderIds(system)), ...books.unsettled()]);
    for (const entry of await readEntries(system, [...ids]))
      for (const edge of books.order(entry)) passed(edge, entry.orderId);
  };
}

function topicReader({ system, whole, lags }: KeepBooksOptions, books: OrderBooks) {
  return async () => {
    const now = await lagsOf(system).catch((error: unknown) => {
      lags(null);
      throw error;
    });
    lags(now);
    if (whole) for await (const record of newRecords(system, books.nextOffsets(), now)) books.record(record);
  };
}

/** A charge can succeed hours after its intent was made; most do at once. */
const OPEN_FOR_SECONDS = 600;
const WHOLE_LIST_EVERY_MS = 60_000;
/** Of a longer list, what may still change is read, and all of it rarely. */
const LONG_LIST = 5_000;
const LONG_LIST_EVERY_MS = 900_000;
const DECIDED = ['succeeded', 'canceled'];

/** Reads the gateway's ledger from the oldest intent on that may still change; now and then, all of it. */
function ledgerReader(system: System, books: OrderBooks) {
  const open = new Map<string, number>();
  const known = new Set<string>();
  let newest = 0;
  let wholeAt = Number.NEGATIVE_INFINITY;
  let isRead = false;

  const see = (entry: LedgerEntry) => {
    books.charge(entry);
    known.add(entry.id);
    newest = Math.max(newest, entry.created);
    if (DECIDED.includes(entry.status)) open.delete(entry.id);
    else open.set(entry.id, entry.created);
  };
  const from = () => {
    const every = known.size > LONG_LIST ? LONG_LIST_EVERY_MS : WHOLE_LIST_EVERY_MS;
    if (performance.now() - wholeAt < every)
      return Math.min(newest, ...[...open.values()].filter((at) => at > newest - OPEN_FOR_SECONDS));
    wholeAt = performance.now();
    return 0;
  };
  return {
    /** The account of a real gateway has other shops' charges, too, and lists them slowly. */
    isOurs: system.stage === 'local',
    isRead: () => isRead,
    async read() {
      const begun = performance.now();
      for await (const entry of ledgerSince(system, from())) see(entry);
      books.ledgerRead(begun);
      isRead = true;
    },
  };
}
