import { isDeepStrictEqual } from 'node:util';
import type { OrderStep } from '../../local/order-progress.ts';
import type { Books, Frame, LagView, Live } from '../contract/live-events.ts';
import { type Known, type LiveFeedDeps, liveOf, NO_BOOKS, nodesOf, sampleOf, sourcesOf } from './live-figures.ts';

export interface LiveFeed {
  /** Something passed an edge. */
  moved(): void;
  step(step: OrderStep): void;
  setBooks(books: Books): void;
  /** Null where Kafka does not answer. */
  setLags(lags: readonly LagView[] | null): void;
  setTrouble(store: string, message: string | undefined): void;
  books(): Books;
  lags(): readonly LagView[];
  /** Every ten seconds one number, of the last quarter of an hour. */
  lagHistory(topic: string, partition: number): readonly number[];
  stop(): void;
}

/** At most ten frames a second reach a page, however much happens. */
const FRAME_MS = 100;
const SECOND_MS = 1_000;
const SOURCES_MS = 3_000;
const HISTORY_MS = 10_000;
const HISTORY = 90;
const MOST_STEPS = 20;

/** Sends what happens to the pages that look on; without one, it does next to nothing. */
export function liveFeed(deps: LiveFeedDeps): LiveFeed {
  const { hub, figures } = deps;
  const known: Known = { books: NO_BOOKS, lags: null, sources: [], troubles: new Map() };
  const history = lagHistory();
  let steps: OrderStep[] = [];
  let hasMoved = false;
  let sent: Omit<Live, 'at'> | undefined;
  let sentFrame: Omit<Frame, 'at'> | undefined;

  const frame = () => {
    if (!hasMoved || hub.watchers() === 0) return;
    const at = Date.now();
    const moved = { nodes: nodesOf(deps, known), edges: figures.edges(at), moves: figures.takeMoves(), steps };
    steps = [];
    hasMoved = false;
    if (isDeepStrictEqual(moved, sentFrame)) return;
    sentFrame = moved;
    hub.send('frame', { at, ...moved });
  };
  const second = () => {
    const at = Date.now();
    // Rates fall, too.
    hasMoved = true;
    hub.send('sample', sampleOf(deps, known, at));
    const live = liveOf(deps, known);
    if (hub.watchers() === 0 || isDeepStrictEqual(live, sent)) return;
    sent = live;
    hub.send('live', { at, ...live });
  };
  const readSources = async () => {
    if (hub.watchers() > 0) known.sources = await sourcesOf(deps.system).catch(() => known.sources);
  };
  const timers = [
    setInterval(frame, FRAME_MS),
    setInterval(second, SECOND_MS),
    setInterval(() => void readSources(), SOURCES_MS),
    setInterval(() => history.keep(known.lags ?? []), HISTORY_MS),
  ];
  for (const timer of timers) timer.unref();
  return {
    ...remembering(known),
    moved() {
      hasMoved = true;
    },
    step(step) {
      steps = [...steps, step].slice(-MOST_STEPS);
      hasMoved = true;
    },
    lagHistory: history.of,
    stop: () => timers.forEach(clearInterval),
  };
}

/** What is reported of the stores, and asked for. */
const remembering = (known: Known) => ({
  setBooks(books: Books) {
    known.books = books;
  },
  setLags(lags: readonly LagView[] | null) {
    known.lags = lags;
  },
  setTrouble(store: string, message: string | undefined) {
    if (message === undefined) known.troubles.delete(store);
    else known.troubles.set(store, `${store} can't be read: ${message}`);
  },
  books: () => known.books,
  lags: () => known.lags ?? [],
});

/** The last lags of each partition. */
function lagHistory() {
  const history = new Map<string, number[]>();
  const keyOf = (topic: string, partition: number) => `${topic}/${partition}`;
  return {
    of: (topic: string, partition: number): readonly number[] => history.get(keyOf(topic, partition)) ?? [],
    keep(lags: readonly LagView[]) {
      for (const { topic, partitions } of lags)
        for (const { partition, lag } of partitions) {
          const numbers = history.get(keyOf(topic, partition)) ?? [];
          history.set(keyOf(topic, partition), [...numbers, lag].slice(-HISTORY));
        }
    },
  };
}
