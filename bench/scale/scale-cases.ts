import { LOCAL_LOADS, type LocalLoad, localSettings } from './local-loads.ts';
import { type SimulatedRun, simulateFlow } from './simulate-flow.ts';
import { awsSettings, type Rate } from './simulated-stages.ts';

export interface PredictedRate extends Rate {
  readonly run: SimulatedRun;
}

export interface ScaleReport {
  readonly local: readonly { readonly load: LocalLoad; readonly run: SimulatedRun }[];
  /** Stage prod as it is, at rising rates. */
  readonly prod: readonly PredictedRate[];
  /** With other partitions, or with a gateway that refuses more than so many charges. */
  readonly changed: readonly PredictedRate[];
}

const PROD_RATES = [1, 10, 25, 50, 75, 100, 120, 140, 160, 200];

/** At each rate what docs/scale.md says that it needs, and four tenths more. */
const CHANGED: readonly Rate[] = [
  { ordersPerSecond: 50, chargesPerSecond: 50 },
  { ordersPerSecond: 60, chargesPerSecond: 50 },
  { ordersPerSecond: 50, partitions: { placed: 24, decided: 6 } },
  { ordersPerSecond: 1_000, partitions: { placed: 43, decided: 9 } },
  { ordersPerSecond: 1_000, partitions: { placed: 60, decided: 13 } },
  { ordersPerSecond: 10_000, partitions: { placed: 421, decided: 86 } },
  { ordersPerSecond: 10_000, partitions: { placed: 590, decided: 120 } },
  { ordersPerSecond: 100_000, partitions: { placed: 4_210, decided: 859 } },
  { ordersPerSecond: 100_000, partitions: { placed: 5_900, decided: 1_200 } },
];

export const simulatedLocalLoads = (): ScaleReport['local'] =>
  LOCAL_LOADS.map((load) => ({ load, run: simulateFlow(localSettings(load)) }));

/** The same each time. `progress` is called after each simulation. */
export function scaleReport(progress: (done: number, total: number) => void): ScaleReport {
  const total = PROD_RATES.length + CHANGED.length;
  let done = 0;
  const predicted = (rate: Rate): PredictedRate => {
    const run = simulateFlow(awsSettings(rate));
    progress(++done, total);
    return { ...rate, run };
  };
  return {
    local: simulatedLocalLoads(),
    prod: PROD_RATES.map((ordersPerSecond) => predicted({ ordersPerSecond })),
    changed: CHANGED.map(predicted),
  };
}
