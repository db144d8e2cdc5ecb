import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { consumersOf, lagOf } from '../../cli/ops/ask-kafka.ts';
import { type OrderView, viewOrder } from '../../cli/ops/order-view.ts';
import { type ListedSource, listSources } from '../../cli/ops/source-commands.ts';
import type { System } from '../../cli/ops/system.ts';
import type { FlightRecorder } from '../../local/flight-recorder.ts';
import type { Observation } from '../../local/order-memory.ts';
import { linesAtEnd } from '../../local/process-list.ts';
import type { DeadLetter } from '../contract/console-views.ts';
import type { ActiveFault, LagView } from '../contract/live-events.ts';
import { deadLettersOf } from './dead-letters.ts';
import { errorWords } from './error-words.ts';

/** What only the local run knows. */
export interface LocalKnowledge {
  readonly recorder: FlightRecorder;
  readonly logsFolder: string;
  readonly activeFaults: () => readonly ActiveFault[];
}

export interface LogLine {
  readonly functionName: string;
  /** Milliseconds since the epoch; 0 where the line has no time. */
  readonly at: number;
  readonly line: string;
}

/** All that can be found out about one order, read at one time. */
export interface OrderFacts {
  readonly view: OrderView;
  readonly seen: readonly Observation[];
  readonly logs: readonly LogLine[];
  readonly sources: readonly ListedSource[];
  /** Why Kafka could not be asked; undefined where it was. */
  readonly kafkaProblem: string | undefined;
  readonly lags: readonly LagView[];
  /** Its records in quarantine. */
  readonly deadLetters: readonly DeadLetter[];
  readonly faults: readonly ActiveFault[];
  readonly now: number;
}

/** Reads everything about an order; what can't be read now is a finding, not a failure. Undefined where there is no such order. */
export async function readOrderFacts(
  system: System,
  orderId: string,
  local: LocalKnowledge | undefined,
): Promise<OrderFacts | undefined> {
  const [lags, sources] = await Promise.all([orReason(lagsOf(system)), orReason(listSources(system))]);
  const isThere = typeof lags !== 'string';
  // A broker that does not answer must not keep the rows from being shown.
  const view = await viewOrder(system, orderId, { records: isThere });
  if (view === undefined) return undefined;
  const letters = isThere && view.order.openSince !== undefined ? await orReason(deadLettersOf(system)) : [];
  return {
    view,
    ...knownHere(orderId, local),
    sources: orNothing(sources),
    kafkaProblem: isThere ? undefined : lags,
    lags: orNothing(lags),
    deadLetters: orNothing(letters).filter(({ key }) => key === orderId),
    now: Date.now(),
  };
}

const knownHere = (orderId: string, local: LocalKnowledge | undefined) => ({
  seen: local?.recorder.of(orderId) ?? [],
  logs: local === undefined ? [] : logLinesOf(local.logsFolder, orderId),
  faults: local?.activeFaults() ?? [],
});

const orNothing = <Item>(items: readonly Item[] | string) => (typeof items === 'string' ? [] : items);

export const lagsOf = (system: System): Promise<LagView[]> =>
  Promise.all(consumersOf(system).map((consumer) => lagOf(system, consumer)));

/** What was read, or why it could not be. */
const orReason = <Value>(reading: Promise<Value>): Promise<Value | string> => reading.catch(errorWords);

const MOST_LINES = 200;

/** The lines of the functions' logs that name the order, among the last quarter of a megabyte of each. */
function logLinesOf(folder: string, orderId: string): LogLine[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('chargeonce-')) : [];
  return files
    .flatMap((file) =>
      linesAtEnd(join(folder, file))
        .filter((line) => line.includes(orderId))
        .map((line) => ({ functionName: file.replace(/\.log$/, ''), at: timeIn(line), line })),
    )
    .sort((one, other) => one.at - other.at)
    .slice(-MOST_LINES);
}

const timeIn = (line: string) => Date.parse(/"timestamp":"([^"]+)"/.exec(line)?.[1] ?? '') || 0;
