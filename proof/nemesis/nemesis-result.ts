import { availableParallelism, cpus } from 'node:os';
import { checkHistory, violationsOf } from '../checker/checked-history.ts';
import type { LayerResult } from '../layer.ts';

/** Where a run takes place and on what, in a sentence. */
export const settingOfRun = () =>
  'Three Apache Kafka brokers (replication 3, min.insync.replicas 2), DynamoDB Local, and the functions as the local runner ' +
  `runs them; ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}, ` +
  `${new Date().toISOString().slice(0, 10)}.`;

/** By which a run is repeated. */
export const commandOf = ({ orders, seed }: Pick<EndedRun, 'orders' | 'seed'>) =>
  `npm run prove -- nemesis --orders ${orders} --seed ${seed}`;

interface EndedRun {
  readonly seconds: number;
  readonly orders: number;
  readonly seed: number;
}

/** Checks the history that a run has left. @throws UnreadableHistory */
export function nemesisResult(folder: string, { seconds, orders, seed }: EndedRun): LayerResult {
  const checked = checkHistory(folder);
  const { figures, faults, invariants } = checked;
  const left = invariants.filter(({ result }) => result === 'not applicable').map(({ id }) => id);
  return {
    ...{ layer: 'nemesis', cases: figures.acceptedOrders, unit: 'orders', seconds },
    faultsInjected: faults.filter(({ fired }) => fired).length,
    violations: violationsOf(checked).map((text) => `${text} (again: ${commandOf({ orders, seed })})`),
    notes: [
      `${new Set(faults.map(({ kind }) => kind)).size} kinds of faults; not applicable: ${left.join(', ') || 'none'}`,
      `lost events ${figures.lostEvents}, phantom events ${figures.phantomEvents}, duplicate charges ${figures.duplicateCharges}, stuck orders ${figures.stuckOrders}`,
      `the history is in ${folder}`,
    ],
  };
}
