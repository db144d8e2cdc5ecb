import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CheckedHistory, checkHistory } from '../proof/checker/checked-history.ts';
import type { ApiCall, PlannedFault } from '../proof/history/history.ts';
import { writeHistory } from '../proof/history/write-history.ts';
import type { KafkaCluster } from '../test/harness/broker-cluster.ts';
import { comparedFaults } from './compared-faults.ts';
import { comparedRows, comparedTopic, waitUntilStill } from './compared-history.ts';
import { type ComparedOrder, placeComparedOrders, planComparedOrders } from './compared-orders.ts';
import type { ComparedSystem, CompareOptions } from './compared-systems.ts';
import { type StartedParts, startParts } from './started-parts.ts';

interface Run extends CompareOptions {
  readonly system: ComparedSystem;
  readonly cluster: KafkaCluster;
}

const PROGRESS_MS = 5_000;

/** Lets the orders through a system under the faults, and has its history checked. */
export async function runCompared(run: Run): Promise<CheckedHistory> {
  const { system, cluster, seed, orders: count } = run;
  const folder = resolve(`.local/compare/${system.name}-seed-${seed}-orders-${count}`);
  const orders = planComparedOrders(seed, count, system.steps);
  const parts = await startParts({ system, cluster, orders });
  try {
    const beganAt = Date.now();
    const { calls, faults } = await underFaults(run, orders, parts);
    const faultsEndedAt = Date.now();
    await waitUntilStill(parts, run);
    rmSync(folder, { recursive: true, force: true });
    writeHistory(folder, {
      run: { system: system.name, seed, orders: count, beganAt, faultsEndedAt, endedAt: Date.now(), faults },
      api: calls,
      orders: await comparedRows(parts.database),
      topic: await comparedTopic(parts),
      ledger: parts.gateway.ledger,
    });
  } finally {
    await parts.stop();
  }
  return checkHistory(folder);
}

async function underFaults({ report, signal, system }: Run, orders: readonly ComparedOrder[], parts: StartedParts) {
  const faults = comparedFaults(orders.length);
  let sent = 0;
  const progress = setInterval(
    () => report(`${system.name}: ${sent} of ${orders.length} orders sent, ${parts.gateway.ledger.length} charges`),
    PROGRESS_MS,
  );
  const before = async (index: number) => {
    sent = index + 1;
    faults.begin(index, parts);
  };
  try {
    const calls: ApiCall[] = await placeComparedOrders({ url: parts.service.url, orders, signal, before });
    await faults.ended();
    return { calls, faults: [...faults.fired, ...singleFaults(orders, calls)] };
  } finally {
    clearInterval(progress);
  }
}

/** Those of single orders, each over when its order was answered or given up. */
function singleFaults(orders: readonly ComparedOrder[], calls: readonly ApiCall[]): PlannedFault[] {
  return orders.flatMap(({ orderId, dieAfter, loseCharge, killCharging }) => {
    const own = calls.filter((call) => call.orderId === orderId);
    const [from, until] = [own.at(0)?.at ?? 0, (own.at(-1)?.at ?? 0) + 1];
    const fault = (kind: string): PlannedFault => ({ kind, from, until, fired: own.length > 0, evidence: orderId });
    return [
      ...(dieAfter === undefined ? [] : [fault(`order service killed after "${dieAfter}"`)]),
      ...(loseCharge ? [fault("gateway's answer lost")] : []),
      ...(killCharging ? [fault('payment service killed after the charge')] : []),
    ];
  });
}
