import type { LayerResult, ReportLine } from './layer.ts';
import { runModel } from './model-layer.ts';
import type { PlantedBug } from './planted/planted-bug.ts';
import { runPlanted } from './planted/planted-layer.ts';
import { runSimulation } from './simulation/simulation-layer.ts';

/** From the cheapest to the nearest to production. */
export const LAYERS = ['model', 'simulation', 'planted', 'nemesis'] as const;
type Layer = (typeof LAYERS)[number];

export interface ProveOptions {
  readonly layers: readonly Layer[];
  readonly bugs: readonly PlantedBug[];
  readonly first: number;
  readonly lives: number;
  readonly orders: number;
  readonly seed: number;
  readonly long: boolean;
  readonly report: ReportLine;
  readonly signal: AbortSignal;
}

const RUNS: Readonly<Record<Layer, (options: ProveOptions) => Promise<LayerResult>>> = {
  model: (options) => runModel({ ...options, isLong: options.long }),
  simulation: runSimulation,
  planted: runPlanted,
  async nemesis(options) {
    // Its servers' clients take a while to load.
    const { runNemesis } = await import('./nemesis/run-nemesis.ts');
    return runNemesis({ ...options, report: (line) => options.report(`nemesis: ${line}`) });
  },
};

/** Runs one layer after the other. @throws where one can't run, or when `signal` ends it */
export async function proveLayers(options: ProveOptions): Promise<readonly LayerResult[]> {
  const results: LayerResult[] = [];
  for (const layer of options.layers) {
    options.signal.throwIfAborted();
    results.push(await RUNS[layer](options));
  }
  return results;
}

/** Nothing is violated, and every planted bug is caught. */
export const isProven = (results: readonly LayerResult[]) =>
  results.every(({ violations, planted }) => violations.length === 0 && planted?.planted === planted?.caught);

/** What to show of the results: a row for each layer, then what is violated and what there is to know. */
export const provenTable = (results: readonly LayerResult[]) => ({
  head: ['Layer', 'Cases', 'Faults injected', 'Violations', 'Planted bugs caught', 'Seconds'],
  rows: results.map(({ layer, cases, unit, faultsInjected, violations, planted, seconds }) => [
    layer,
    `${count(cases)} ${unit}`,
    count(faultsInjected),
    violations.length,
    planted === undefined ? '-' : `${planted.caught} of ${planted.planted}`,
    Math.round(seconds),
  ]),
});

const count = (value: number) => value.toLocaleString('en');
