/** One figure of docs/performance.md: what is measured, against what, and how much of that it may be. */
export interface Figure {
  /** Of its file, and of `npm run bench -- <name>`. */
  readonly name: string;
  /** What is measured, and against what. */
  readonly about: string;
  readonly comparisons: readonly Comparison[];
  readonly measure: (bench: Bench) => Promise<Samples>;
}

export interface Comparison {
  readonly case: string;
  /** A key of the samples: a time in milliseconds (`wall`, `cpu`, `p50`, `p99`, `gap`), or a count; each for one `per`. */
  readonly metric: string;
  readonly per: string;
  /** The variants whose samples are divided by each other. */
  readonly ours: string;
  readonly peer: string;
  /** What stands for the peer's value where there is no peer to run, in the unit of the metric. */
  readonly goal?: number;
  /** The same as ours once more: its ratio to ours is noise. Counts have none. */
  readonly control?: string;
  /** The goal: ours is at most so many times the peer's. */
  readonly atMost: number;
}

/** What is asked of a measurement, and where it says how far it is. */
export interface Bench {
  readonly rounds: number;
  readonly seed: number;
  readonly progress: (done: number, total: number) => void;
}

/** What one run of one variant took, by metric. */
export type Sample = Readonly<Record<string, number>>;

/** By case, then by variant: a sample for each round. */
export type Samples = Readonly<Record<string, Readonly<Record<string, readonly Sample[]>>>>;

/** Numbers that a run takes as its input, such as how many orders it places at once. */
export type Task = Readonly<Record<string, number>>;

/** Something that is measured in a process of its own. */
export interface Subject {
  /** Makes what a run needs; not measured. */
  readonly prepare?: (task: Task) => Promise<void>;
  /** Answers of how many orders, records or batches the figures are; rejects where one of them failed. */
  readonly run: (task: Task) => Promise<number>;
  /** Further metrics of the run, as they are. */
  readonly measured?: () => Sample;
}

interface RoundsOptions {
  readonly bench: Bench;
  readonly cases: Readonly<Record<string, Task>>;
  readonly variants: Readonly<Record<string, (task: Task) => Promise<Sample>>>;
  /** How often each variant runs before the first case is measured; once before each later one. */
  readonly warmUps: number;
  /** Called before the first run of a case. */
  readonly begin?: (task: Task) => void;
}

/** Runs every variant once a round, each round beginning with another one: what slows a machine for a while slows all of them. */
export async function inRounds({ bench, cases, variants, warmUps, begin }: RoundsOptions): Promise<Samples> {
  const names = Object.keys(variants);
  const count = Object.keys(cases).length;
  const total = (count * bench.rounds + warmUps + count - 1) * names.length;
  let done = 0;
  const runRound = async (task: Task, round: number) => {
    const samples: Record<string, Sample> = {};
    for (const name of rotated(names, bench.seed + round)) {
      samples[name] = (await variants[name]?.(task)) ?? {};
      bench.progress(++done, total);
    }
    return samples;
  };
  const runCase = async (task: Task) => {
    begin?.(task);
    const unmeasured = done === 0 ? warmUps : 1;
    for (let round = 0; round < unmeasured; round++) await runRound(task, round);
    const rounds: Record<string, Sample>[] = [];
    for (let round = 0; round < bench.rounds; round++) rounds.push(await runRound(task, round));
    return Object.fromEntries(names.map((name) => [name, rounds.map((samples) => samples[name] ?? {})]));
  };
  const samples: Record<string, Record<string, Sample[]>> = {};
  for (const [name, task] of Object.entries(cases)) samples[name] = await runCase(task);
  return samples;
}

const rotated = (names: readonly string[], by: number) => {
  const first = by % names.length;
  return [...names.slice(first), ...names.slice(0, first)];
};

/** What a comparison shows; the ratios are those of the rounds, in their order. */
export interface Compared {
  readonly ratios: readonly number[];
  readonly spread: Spread;
  readonly control: Spread | undefined;
  /** Medians. */
  readonly ours: number;
  readonly peer: number;
  readonly isMet: boolean;
}

interface Spread {
  readonly median: number;
  readonly quartiles: readonly [number, number];
  readonly min: number;
  readonly max: number;
}

/** Undefined where ours or the peer's samples are missing. */
export function compare({ metric, goal, atMost, ...of }: Comparison, samples: Samples): Compared | undefined {
  const valuesOf = (variant: string) => (samples[of.case]?.[variant] ?? []).flatMap((sample) => sample[metric] ?? []);
  const ours = valuesOf(of.ours);
  const peer = goal === undefined ? valuesOf(of.peer) : ours.map(() => goal);
  const ratios = ratiosOf(ours, peer);
  if (ratios.length === 0) return undefined;
  const spread = spreadOf(ratios);
  const control = ratiosOf(of.control === undefined ? [] : valuesOf(of.control), ours);
  return {
    ratios,
    spread,
    control: control.length > 0 ? spreadOf(control) : undefined,
    ours: quantile(ours, 0.5),
    peer: quantile(peer, 0.5),
    isMet: spread.median <= atMost,
  };
}

/** None where one of the two lacks a round. */
const ratiosOf = (above: readonly number[], below: readonly number[]) =>
  above.length === below.length ? above.map((value, round) => value / (below[round] ?? Number.NaN)) : [];

const spreadOf = (values: readonly number[]): Spread => ({
  median: quantile(values, 0.5),
  quartiles: [quantile(values, 0.25), quantile(values, 0.75)],
  min: Math.min(...values),
  max: Math.max(...values),
});

/** Between two values, in proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place % 1);
}
