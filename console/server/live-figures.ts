import { listSources } from '../../cli/ops/source-commands.ts';
import type { System } from '../../cli/ops/system.ts';
import type { RunningApp } from '../../local/run-app.ts';
import {
  type Books,
  type LagView,
  type Live,
  type LiveSample,
  NODES,
  type NodeFigures,
  type NodeId,
  type SourceView,
} from '../contract/live-events.ts';
import { type FlowFigures, namedFigures } from './flow-figures.ts';
import type { JobBoard } from './job-board.ts';
import type { LiveHub } from './live-hub.ts';
import { shortFunction } from './local-flow.ts';

export interface LiveFeedDeps {
  readonly system: System;
  readonly local: RunningApp | undefined;
  readonly hub: LiveHub;
  readonly figures: FlowFigures;
  readonly jobs: JobBoard;
}

/** What was read of the stores last. */
export interface Known {
  books: Books;
  lags: readonly LagView[] | null;
  sources: readonly SourceView[];
  readonly troubles: Map<string, string>;
}

/** Before the stores were read. */
export const NO_BOOKS: Books = {
  at: null,
  since: null,
  accepted: 0,
  published: 0,
  settled: 0,
  open: 0,
  lost: 0,
  double: null,
  inReview: 0,
  parked: 0,
  deadLetters: 0,
  captured: null,
  paid: 0,
  copies: 0,
  suspects: [],
};

/** What changes slowly. */
export const liveOf = ({ local, jobs }: LiveFeedDeps, { books, lags, sources, troubles }: Known): Omit<Live, 'at'> => ({
  books,
  lags: lags ?? [],
  processes: local?.processes.list() ?? [],
  sources,
  faults: local?.faults.active() ?? [],
  jobs: jobs.list(),
  troubles: [...troubles.values()],
});

/** One point of each plot. */
export function sampleOf({ figures }: LiveFeedDeps, { books, lags }: Known, at: number): LiveSample {
  const processor = lags?.find(({ consumer }) => consumer === 'payment-processor');
  return {
    at,
    ordersPerSecond: figures.perSecond('accept', at),
    paidPerSecond: figures.perSecond('settle', at),
    publishLag: books.accepted - books.published,
    consumerLag: processor?.lag ?? null,
    p50: figures.latency('settle', 0.5, at),
    p99: figures.latency('settle', 0.99, at),
    duplicates: figures.duplicates(),
  };
}

/** The event sources as the page shows them. */
export const sourcesOf = async (system: System): Promise<SourceView[]> =>
  (await listSources(system)).map(({ id, functionName, reads, state }) => ({
    id,
    functionName: shortFunction(functionName),
    from: reads,
    state,
  }));

/** The function behind each node; a store has none. */
const FUNCTION_OF: Readonly<Partial<Record<NodeId, string>>> = {
  'order-api': 'order-api',
  'outbox-publisher': 'order-publisher',
  'payment-processor': 'payment-processor',
  gateway: 'payment-gateway-simulator',
  'payment-publisher': 'payment-publisher',
  'status-updater': 'status-updater',
  'payment-retrier': 'payment-retrier',
};
const TOPICS: readonly NodeId[] = ['order-placed', 'payment-decided', 'dead-letters'];

/** The figures of each station. */
export function nodesOf({ local, system }: LiveFeedDeps, known: Known): Readonly<Record<NodeId, NodeFigures>> {
  const prefix = system.outputs.PaymentProcessorFunction.slice(0, -'payment-processor'.length);
  const processes = new Map((local?.processes.list() ?? []).map(({ name, state }) => [name, state]));
  return namedFigures(NODES, (node) => {
    const name = FUNCTION_OF[node];
    const server = processes.get(TOPICS.includes(node) ? 'kafka' : 'dynamodb');
    const count = countOf(node, known);
    const activity = name === undefined ? undefined : local?.recorder.activity(`${prefix}${name}`);
    return {
      inFlight: 0,
      errors: 0,
      retries: 0,
      ...activity,
      state: name === undefined ? stateOfServer(server) : stateOfFunction(name, known),
      ...(count !== undefined && { count }),
    };
  });
}

const stateOfServer = (state: string | undefined) => (state === 'down' || state === 'paused' ? state : 'up');

/** A function whose event source is off does nothing; one without a process starts when it is needed. */
const stateOfFunction = (name: string, { sources }: Known) =>
  sources.some(({ functionName, state }) => functionName === name && state !== 'Enabled') ? 'paused' : 'up';

function countOf(node: NodeId, { books, lags }: Known): number | undefined {
  const counts: Partial<Record<NodeId, number | undefined>> = {
    orders: books.accepted,
    'order-placed': books.published + books.copies,
    'payment-dedup': books.settled,
    gateway: books.captured ?? undefined,
    'payment-decided': lags
      ?.find(({ consumer }) => consumer === 'status-updater')
      ?.partitions.reduce((sum, { end }) => sum + end, 0),
    'dead-letters': books.deadLetters,
  };
  return counts[node];
}
