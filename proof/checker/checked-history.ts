import type { PlannedFault } from '../history/history.ts';
import { readHistory } from '../history/read-history.ts';
import { type HistoryFigures, historyFigures } from './history-figures.ts';
import { type CheckedInvariant, checkInvariants } from './invariants.ts';

export interface CheckedHistory {
  readonly system: string;
  readonly seed: number;
  /** As in `run.json`. */
  readonly setting?: string;
  readonly command?: string;
  /** Orders that were planned. */
  readonly orders: number;
  readonly minutes: number;
  readonly faults: readonly PlannedFault[];
  readonly invariants: readonly CheckedInvariant[];
  readonly figures: HistoryFigures;
}

/** Reads a history's folder and checks it. @throws UnreadableHistory */
export function checkHistory(folder: string): CheckedHistory {
  const history = readHistory(folder);
  const { system, seed, setting, command, orders, faults, beganAt, endedAt } = history.run;
  return {
    ...{ system, seed, orders, faults },
    ...(setting !== undefined && { setting }),
    ...(command !== undefined && { command }),
    minutes: Math.ceil((endedAt - beganAt) / 60_000),
    invariants: checkInvariants(history),
    figures: historyFigures(history),
  };
}

export const isViolated = ({ invariants }: Pick<CheckedHistory, 'invariants'>) =>
  invariants.some(({ result }) => result === 'violated');

/** The violations, one sentence each. */
export const violationsOf = ({ invariants }: Pick<CheckedHistory, 'invariants'>): string[] =>
  invariants.flatMap(({ id, violations }) =>
    violations.map(({ orderId, found }) => `${id}: ${orderId === null ? '' : `${orderId}: `}${found}`),
  );

/** So many violations of one invariant are printed; with `--json`, all. */
const SHOWN = 5;

/** The table of a checked history as text: each invariant, the first violations of each, and the figures. */
export function checkedHistoryText({ system, seed, invariants, figures }: CheckedHistory): string {
  return [
    `${system}, seed ${seed}: ${figures.acceptedOrders} orders accepted in ${figures.requests} requests, ${figures.records} records`,
    '',
    ...invariants.flatMap(linesOfInvariant),
    '',
    ...linesOfFigures(figures),
  ].join('\n');
}

function linesOfInvariant({ id, statement, result, reason, violations }: CheckedInvariant): string[] {
  const outcome = result === 'violated' ? `violated ${violations.length}` : result;
  const shown = violations.slice(0, SHOWN).map(({ orderId, found }) => `      ${orderId ?? '-'}: ${found}`);
  const more = violations.length > SHOWN ? [`      and ${violations.length - SHOWN} more`] : [];
  return [`${id.padEnd(4)} ${outcome.padEnd(14)} ${statement}${reason ? ` (${reason})` : ''}`, ...shown, ...more];
}

function linesOfFigures(figures: HistoryFigures): string[] {
  const { lostEvents, phantomEvents, duplicateCharges, stuckOrders, settledWithin, settledAfterFaults } = figures;
  return [
    `lost events ${lostEvents}, phantom events ${phantomEvents}, duplicate charges ${duplicateCharges}, stuck orders ${stuckOrders}`,
    settledWithin === null
      ? 'time to settle: nobody noted it'
      : `time to settle: p50 ${settledWithin.p50} ms, p99 ${settledWithin.p99} ms` +
        `; after the faults: ${settledAfterFaults?.orders} orders, p99 ${settledAfterFaults?.p99} ms`,
  ];
}
