import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunHistory } from '../history/run-history.ts';
import { writeHistory } from '../history/write-history.ts';
import type { LayerResult, ReportLine } from '../layer.ts';
import { BROKER_FAULTS, runFaultSchedule } from './fault-schedule.ts';
import { finalOrders, finalPayments, ledgerEntries } from './final-rows.ts';
import { logTexts } from './log-texts.ts';
import { commandOf, nemesisResult, settingOfRun } from './nemesis-result.ts';
import { type NemesisSystem, REQUEUE_AFTER_SECONDS, startNemesisSystem } from './nemesis-system.ts';
import { startOrderTraffic } from './order-traffic.ts';
import { type FaultKind, lengthOf, planFaults, type ScheduledFault } from './planned-faults.ts';
import { planOrders, TENANTS } from './planned-orders.ts';
import { plantRecords } from './planted-records.ts';
import { watchChanges } from './seen-changes.ts';
import { watchCommits } from './seen-commits.ts';
import { readTopicHistory } from './topic-records-seen.ts';
import { startSchedulesOften, waitForRest } from './wait-for-rest.ts';

export interface NemesisOptions {
  readonly orders: number;
  /** The same seed plans the same orders and the same faults. */
  readonly seed: number;
  readonly report: ReportLine;
  readonly signal: AbortSignal;
  /** Where the history is left; absent: a folder of `.local`, named after seed and orders. */
  readonly folder?: string;
  /** Only these kinds of faults, for a short run; absent: every kind. */
  readonly kinds?: readonly FaultKind[];
}

/** As many as the smallest machine takes beside three brokers. */
const ORDERS_A_SECOND = 14;
/** What a broker's restart and the healing of its partitions add to its fault, in seconds. */
const HEALING_SECONDS = 12;
const REST_WITHIN_MS = 240_000;
const PROGRESS_MS = 5_000;
const CHANGES_SEEN_WITHIN_MS = 5_000;
/** A requeue that did not help is followed by the next after twice the time. */
const LIMITS = { moving: 60_000, parked: 120_000, requeued: (2 * REQUEUE_AFTER_SECONDS + 80) * 1_000 };

/**
 * Lets orders through the whole system, on three real brokers, while one fault after the other strikes it; waits until nothing is
 * under way, writes the history and checks it from there. @throws the reason of `signal` once everything has ended.
 */
export async function runNemesis(options: NemesisOptions): Promise<LayerResult> {
  const { orders, seed, report } = options;
  const name = `nemesis-seed-${seed}-orders-${orders}`;
  const folder = options.folder ?? resolve(import.meta.dirname, '../../.local/proof', name);
  const broken = new AbortController();
  const signal = AbortSignal.any([options.signal, broken.signal]);
  const begun = Date.now();
  report('three brokers, DynamoDB Local and the functions are started');
  const system = await startNemesisSystem();
  try {
    signal.throwIfAborted();
    const history = await Promise.race([liveThrough(system, { ...options, signal }), refusalOf(system)]);
    rmSync(folder, { recursive: true, force: true });
    writeHistory(folder, history);
  } finally {
    // What still goes on has nothing to go on with.
    broken.abort(new Error('The run was broken off.'));
    await system.stop();
  }
  report('the history is checked');
  return nemesisResult(folder, { seconds: (Date.now() - begun) / 1_000, orders, seed });
}

/** An event source that refuses to go on would leave the orders waiting for ever. */
async function refusalOf({ app }: NemesisSystem): Promise<never> {
  await app.ended;
  throw new Error('An event source has ended.');
}

async function liveThrough(system: NemesisSystem, options: NemesisOptions): Promise<RunHistory> {
  const { orders, seed, report, signal } = options;
  const [changes, commits, stopSchedules] = [
    await watchChanges(system),
    watchCommits(system),
    startSchedulesOften(system),
  ];
  const stopWatching = () => Promise.all([stopSchedules(), changes.stop(), commits.stop()]);
  try {
    const bearers = await tokensOf(system);
    const secrets = await plantRecords(
      system,
      [...bearers.values()].map(({ authorization = '' }) => tokenIn(authorization)),
    );
    const beganAt = Date.now();
    const { faults, calls } = await underFaults(system, { ...options, bearers, settled: changes.settledAt });
    const faultsEndedAt = Date.now();
    if (!(await waitForRest(system, { report, signal, within: REST_WITHIN_MS })))
      report('not everything came to rest in time');
    await stopWatching();
    const endedAt = Date.now();
    report('the tables, the topics and the ledger are read');
    const { topic, quarantine, text } = await readTopicHistory(system);
    return {
      run: {
        ...{
          system: 'chargeonce',
          setting: settingOfRun(),
          command: commandOf(options),
          seed,
          orders,
          beganAt,
          faultsEndedAt,
          endedAt,
          faults,
          secrets,
        },
        ...{ limits: LIMITS, changesSeenWithin: CHANGES_SEEN_WITHIN_MS },
      },
      ...{ api: calls, topic, quarantine, changes: changes.changes, commits: commits.commits },
      orders: await finalOrders(system, changes),
      payments: await finalPayments(system),
      ledger: await ledgerEntries(system),
      logs: logTexts(system, { name: 'records.txt', text }),
    };
  } finally {
    // Of a run that is broken off nobody waits for the last reads: they end with the servers.
    void stopWatching().catch(() => undefined);
  }
}

interface Traffic extends NemesisOptions {
  readonly settled: ReadonlyMap<string, unknown>;
  readonly bearers: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** Orders and faults at the same time. */
async function underFaults(system: NemesisSystem, { orders, seed, report, signal, bearers, kinds, settled }: Traffic) {
  const plan = faultPlan(seed, orders, kinds);
  const rate = Math.min(ORDERS_A_SECOND, orders / durationOf(plan));
  const traffic = startOrderTraffic(system.settings.ports.API_PORT, {
    plan: planOrders(seed, orders),
    rate,
    bearers,
    signal,
    settled,
  });
  let fault = 'none yet';
  const progress = setInterval(
    () =>
      report(
        `${traffic.accepted()} of ${orders} orders accepted, ${settled.size} settled, ${traffic.calls.length} requests; ${fault}`,
      ),
    PROGRESS_MS,
  );
  const follow = (line: string) => {
    fault = line;
  };
  const schedule = runFaultSchedule(system, { plan, signal, report: follow });
  try {
    const [faults] = await Promise.all([schedule, traffic.ended]);
    return { faults, calls: traffic.calls };
  } finally {
    clearInterval(progress);
    // Of two that were broken off, the second must not be forgotten.
    await Promise.allSettled([schedule, traffic.ended]);
  }
}

/** As many rounds as fit beside the orders, one at least. */
function faultPlan(seed: number, orders: number, kinds?: readonly FaultKind[]): ScheduledFault[] {
  const round = durationOf(planFaults(seed, 1, kinds));
  return planFaults(seed, Math.max(1, Math.floor(orders / ORDERS_A_SECOND / round)), kinds);
}

const durationOf = (plan: readonly ScheduledFault[]) =>
  lengthOf(plan) + HEALING_SECONDS * plan.filter(({ kind }) => BROKER_FAULTS.includes(kind)).length;

async function tokensOf({ client }: NemesisSystem): Promise<Traffic['bearers']> {
  return new Map(await Promise.all(TENANTS.map(async (tenant) => [tenant, await client.bearer(tenant)] as const)));
}

const tokenIn = (authorization: string) => authorization.replace('Bearer ', '');
