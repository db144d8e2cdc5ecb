import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import * as z from 'zod/mini';
import { type Compared, type Comparison, compare, type Figure, type Samples } from './figure.ts';

const Measured = z.object({
  measuredAt: z.iso.datetime(),
  machine: z.object({ cores: z.int(), processor: z.string(), node: z.string() }),
  seed: z.int(),
  rounds: z.int(),
  samples: z.record(z.string(), z.record(z.string(), z.array(z.record(z.string(), z.number())))),
});
/** A figure as it was measured last, with every sample. */
type Measured = z.infer<typeof Measured>;

const BenchReport = z.object({ figures: z.record(z.string(), Measured) });
/** Measured figures by their names. */
export type BenchReport = z.infer<typeof BenchReport>;

export const measuredNow = (samples: Samples, seed: number): Measured => ({
  measuredAt: new Date().toISOString(),
  machine: {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    node: process.versions.node,
  },
  seed,
  rounds: Math.max(
    ...Object.values(samples).flatMap((variants) => Object.values(variants).map(({ length }) => length)),
  ),
  // The schema's arrays are mutable ones.
  samples: structuredClone(samples) as Measured['samples'],
});

/** On what, when and how often a figure was measured. */
export function measuredWhere(measured: Measured | undefined): string {
  if (measured === undefined) return 'Not measured.';
  const { machine, measuredAt, rounds, seed } = measured;
  const { cores, processor, node } = machine;
  const often = rounds === 1 ? 'a count' : `${rounds} rounds, seed ${seed}`;
  return `Measured on ${cores} cores (${processor}), Node ${node}, ${measuredAt.slice(0, 10)}, ${often}.`;
}

/** Without figures where there is no such file. */
export const readReport = (file: string): BenchReport =>
  existsSync(file) ? z.parse(BenchReport, JSON.parse(readFileSync(file, 'utf8'))) : { figures: {} };

export interface Row {
  readonly comparison: Comparison;
  readonly compared: Compared | undefined;
  /** `met`, `missed by …` or `not measured`. */
  readonly verdict: string;
}

/** One line each: what a comparison is, what was measured of it, and whether its goal is met. */
export const rowsOf = ({ name, comparisons }: Figure, { figures }: BenchReport): Row[] =>
  comparisons.map((comparison) => {
    const compared = compare(comparison, figures[name]?.samples ?? {});
    return { comparison, compared, verdict: verdictOf(comparison, compared?.spread.median) };
  });

function verdictOf({ atMost }: Comparison, ratio: number | undefined): string {
  if (ratio === undefined) return 'not measured';
  return ratio <= atMost ? 'met' : `missed by ${twoDigits((ratio / atMost - 1) * 100)} %`;
}

/** A number with two significant digits at least. */
export const twoDigits = (value: number) =>
  Math.abs(value) >= 10 ? value.toFixed(0) : String(Number(value.toPrecision(2)));

/** A ratio with two decimals, a small one with two digits. */
export const ratioText = (ratio: number) => (ratio >= 0.1 ? ratio.toFixed(2) : String(Number(ratio.toPrecision(2))));

const TIMES = ['wall', 'cpu', 'p50', 'p99', 'gap'];

/** A metric's value, and that of a time with its unit. */
export const quantity = ({ metric }: Comparison, value: number): string =>
  TIMES.includes(metric) ? `${twoDigits(value)} ms` : twoDigits(value);

/** What is compared, in a cell. */
export const nameOfComparison = ({ case: name, metric, per }: Comparison): string => `${name}, ${metric} per ${per}`;
