import { type Bench, type Figure, quantile, type Sample, type Samples } from './harness/figure.ts';
import { allCpu, cpuBetween, cpuOf, type RunningSystem, withRunningSystem } from './harness/running-system.ts';
import { rawSteps } from './local-run/raw-steps.ts';

const OURS = 'local run';
const [BURST, HALF] = ['burst of 2,000', 'half of its rate'];
const [SLOWEST, SUM] = ['slowest raw step', 'sum of the raw steps'];
const ORDERS = 2_000;
const SECONDS_AT_HALF = 12;
/** It takes long: not as often as the other figures. */
const MOST_ROUNDS = 3;

export const localRun: Figure = {
  name: 'local-run',
  about:
    'Orders through the whole local run, from POST to PAID: 2,000 of them as fast as they are accepted, on 50 connections, and then ' +
    'half as many a second as were paid of these. Against the steps of an order as bare requests to the same servers: one PutItem, ' +
    "a produce with acks=all, a consume, the payment's two writes and the order's update. Each is measured by itself, one at a time " +
    'for the sum of their medians, and 16 at once for the slowest one. The samples have the CPU of each process, too.',
  comparisons: [
    { ...{ case: BURST, metric: 'wall', per: 'order', atMost: 1 / 0.7 }, ...{ ours: OURS, peer: SLOWEST } },
    { ...{ case: HALF, metric: 'p50', per: 'order', atMost: 1.25 }, ...{ ours: OURS, peer: SUM } },
    { ...{ case: HALF, metric: 'cpu', per: 'order', atMost: 1 }, ...{ ours: OURS, peer: 'goal', goal: 16 } },
  ],
  measure: (bench) => withRunningSystem((system) => measureRun(bench, system)),
};

async function measureRun({ rounds, progress }: Bench, system: RunningSystem): Promise<Samples> {
  const total = Math.min(rounds, MOST_ROUNDS);
  const measured: Awaited<ReturnType<typeof measureRound>>[] = [];
  // The first orders are not measured.
  await load(system, { orders: 500, rate: undefined });
  while (measured.length < total) {
    measured.push(await measureRound(system));
    progress(measured.length, total);
  }
  return {
    [BURST]: { [OURS]: measured.map(({ burst }) => burst), [SLOWEST]: measured.map(({ slowest }) => slowest) },
    [HALF]: { [OURS]: measured.map(({ half }) => half), [SUM]: measured.map(({ sum }) => sum) },
  };
}

async function measureRound(system: RunningSystem) {
  const steps = await rawSteps(system);
  const { wall } = await load(system, { orders: ORDERS, rate: undefined });
  return {
    slowest: { wall: Math.max(...steps.map(({ atOnce }) => atOnce)) },
    sum: { p50: steps.reduce((sum, { alone }) => sum + alone, 0) },
    burst: { wall },
    half: await atHalf(system, 1_000 / wall / 2),
  };
}

async function atHalf(system: RunningSystem, rate: number): Promise<Sample> {
  const orders = Math.ceil(rate * SECONDS_AT_HALF);
  const before = cpuOf(system);
  const { latencies } = await load(system, { orders, rate });
  const used = cpuBetween(before, cpuOf(system));
  return {
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpu: allCpu(used) / orders,
    ...Object.fromEntries([...used].map(([name, ms]) => [`cpu of ${name}`, ms / orders])),
  };
}

interface Load {
  readonly orders: number;
  /** A second; undefined: as fast as they are accepted. */
  readonly rate: number | undefined;
}

/** Answers when all are paid: each order's milliseconds from POST to PAID, and how many passed for each order. */
async function load({ api }: RunningSystem, { orders, rate }: Load) {
  const { followSteps, sendOrders } = await import('../cli/load/send-and-follow.ts');
  const steps = await followSteps(api, () => {});
  try {
    const sent = await sendOrders({ api, orders, rate, onAccepted: () => {} });
    const refused = sent.find(({ orderId }) => orderId === undefined);
    if (refused) throw new Error(`An order was refused with status ${refused.status}.`);
    await steps.decided(sent.map(({ orderId }) => orderId));
    const latencies = sent.map(({ orderId = '', sentAt }) => (steps.times.get(orderId) ?? Number.NaN) - sentAt);
    const ends = sent.map(({ sentAt }, index) => sentAt + (latencies[index] ?? 0));
    return { latencies, wall: (Math.max(...ends) - Math.min(...sent.map(({ sentAt }) => sentAt))) / orders };
  } finally {
    steps.close();
  }
}
