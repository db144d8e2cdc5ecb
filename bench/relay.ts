import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../test/harness/wait-for.ts';
import {
  type Bench,
  type Comparison,
  type Figure,
  inRounds,
  quantile,
  type Sample,
  type Task,
} from './harness/figure.ts';
import { allCpu, cpuBetween, cpuOf, type RunningSystem, withRunningSystem } from './harness/running-system.ts';
import { type AppendedRecords, copiesOf, followAppended, gapOf, latenciesOf } from './relay/appended-records.ts';
import { drainBacklog, switchSource } from './relay/backlog.ts';

const OURS = 'local run';
const [IDLE, KILLED, BACKLOG] = ['nothing to do', 'kill -9 of the publisher', 'backlog'];
const RATES = { '20 orders/s': { rate: 20, orders: 80 }, '50 orders/s': { rate: 50, orders: 150 } };

const comparison = (of: Pick<Comparison, 'case' | 'metric' | 'per'> & { readonly goal: number }): Comparison => ({
  ...of,
  ...{ ours: OURS, peer: 'goal', atMost: 1 },
});

export const relay: Figure = {
  name: 'relay',
  about:
    "The outbox's way to Kafka on the local run, whose payment-processor reads nothing meanwhile: from the clock that order-api " +
    "reads before it writes the order to the broker's time of the record; CPU of all its processes while nothing happens, against " +
    'what docs/reports/local-load.md has; 50 orders/s of which a second in all processes of order-publisher are killed; and 10,000 ' +
    'orders that wait, until the last receipt is recorded. Against goals, that is numbers. MariaDB with Debezium 3.5, measured ' +
    'elsewhere, took 262 ms (p50) and 507 ms (p99) as it is set by default, 12 ms and 18 ms when tuned.',
  comparisons: [
    ...Object.keys(RATES).flatMap((name) => [
      comparison({ case: name, metric: 'p50', per: 'order', goal: 13 }),
      comparison({ case: name, metric: 'p99', per: 'order', goal: 30 }),
    ]),
    comparison({ case: IDLE, metric: 'cpu', per: 'second', goal: 60 }),
    comparison({ case: KILLED, metric: 'copies', per: 'kill', goal: 100 }),
    comparison({ case: KILLED, metric: 'gap', per: 'kill', goal: 2_000 }),
    comparison({ case: BACKLOG, metric: 'wall', per: 'event', goal: 1_000 / 6_000 }),
  ],
  measure: (bench) =>
    withRunningSystem(async (system) => {
      await switchSource(system, 'payment-processor', false);
      const appended = await followAppended(system);
      try {
        return await measureRelay(bench, system, appended);
      } finally {
        await appended.stop();
      }
    }),
};

async function measureRelay(bench: Bench, system: RunningSystem, appended: AppendedRecords) {
  const { sendOrders } = await import('../cli/load/send-and-follow.ts');
  const place = async ({ rate = 1, orders = 1 }: Task, during?: () => Promise<unknown>) => {
    appended.take();
    const sending = sendOrders({ api: system.api, orders, rate, onAccepted: () => {} });
    await Promise.all([sending, during?.()]);
    await waitFor(() => copiesOf(appended.fresh) + orders <= appended.fresh.length, {
      within: 10_000,
      what: 'records',
    });
    return appended.take();
  };
  const latency = async (task: Task): Promise<Sample> => {
    const latencies = latenciesOf(await place(task));
    return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
  };
  const kill = async (task: Task): Promise<Sample> => {
    const records = await place(task, () => delay(1_000).then(() => killPublisher(system)));
    return { copies: copiesOf(records), gap: gapOf(records) };
  };
  // The first orders are not measured.
  await place({ rate: 50, orders: 500 });
  return {
    ...(await rounds(bench, RATES, latency)),
    ...(await rounds({ ...bench, rounds: Math.min(bench.rounds, 3) }, { [KILLED]: { rate: 50, orders: 150 } }, kill)),
    ...(await rounds(bench, { [IDLE]: { ms: 2_000 } }, (task) => idleCpu(system, task))),
    ...(await rounds({ ...bench, rounds: 1 }, { [BACKLOG]: { orders: 10_000 } }, async ({ orders = 0 }) => ({
      wall: (await drainBacklog(system, appended, orders)) / orders,
    }))),
  };
}

const rounds = (bench: Bench, cases: Readonly<Record<string, Task>>, measure: (task: Task) => Promise<Sample>) =>
  inRounds({ bench, cases, variants: { [OURS]: measure }, warmUps: 0 });

function killPublisher(system: RunningSystem) {
  for (const { pid, name } of cpuOf(system)) if (name === 'order-publisher') process.kill(pid, 'SIGKILL');
}

async function idleCpu(system: RunningSystem, { ms = 0 }: Task): Promise<Sample> {
  const before = cpuOf(system);
  await delay(ms);
  return { cpu: (1_000 * allCpu(cpuBetween(before, cpuOf(system)))) / ms };
}
