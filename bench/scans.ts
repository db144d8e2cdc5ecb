import { withTables } from './harness/bench-servers.ts';
import type { Bench, Comparison, Figure, Sample, Samples } from './harness/figure.ts';
import { createWorld, type TableWorld } from './harness/table-worlds.ts';
import { unitMeter } from './harness/unit-meter.ts';
import { inProcesses, type Variant } from './harness/variant-process.ts';
import { TABLE_WORKS, type TableWork, tablesNamed } from './subjects/table-work.ts';

const WORLDS: Readonly<Record<string, TableWorld>> = {
  closed: { closed: 1_000, open: 100 },
  'many-closed': { closed: 10_000, open: 100 },
  open: { open: 1_000 },
  'many-open': { open: 10_000 },
};

interface Case {
  readonly ours: string;
  readonly work: TableWork;
  readonly peer: string;
  readonly peerWork: TableWork;
  readonly rows: 'closed' | 'open';
  /** What is done in one run, so that it lasts. */
  readonly passes: number;
}

const CASES: Readonly<Record<string, Case>> = {
  'orders, dry': {
    ...{ ours: 'backfill', work: 'backfill orders, dry', rows: 'closed', passes: 2 },
    ...{ peer: 'parallel Scan', peerWork: 'Scan orders' },
  },
  'payments, dry': {
    ...{ ours: 'backfill', work: 'backfill payments, dry', rows: 'closed', passes: 2 },
    ...{ peer: 'parallel Scan', peerWork: 'Scan payments' },
  },
  'orders, requeued': {
    ...{ ours: 'backfill', work: 'backfill orders', rows: 'closed', passes: 1 },
    ...{ peer: 'Scan and UpdateItem each', peerWork: 'Scan and UpdateItem each' },
  },
  'open orders': {
    ...{ ours: 'reconciler', work: 'reconciler', rows: 'open', passes: 1 },
    ...{ peer: 'parallel Scan', peerWork: 'Scan both' },
  },
  'due payments': {
    ...{ ours: 'payment-retrier', work: 'payment-retrier', rows: 'open', passes: 1 },
    ...{ peer: 'parallel Scan', peerWork: 'Scan payments' },
  },
};

const few = (ours: string) => `${ours}, few rows`;
const many = (ours: string) => `${ours}, ten times as many`;

const [FEW_CLOSED, MANY_CLOSED, SCAN] = ['beside 1,000 closed', 'beside 10,000 closed', 'Scan, beside 10,000 closed'];
/** What is read by an index, whatever else is in the table: 100 rows. */
const BY_INDEX = {
  'open orders': { work: 'reconciler', scan: 'Scan both' },
  'due payments': { work: 'payment-retrier', scan: 'Scan payments' },
} as const;

const comparisonsOf = ([name, { ours, peer }]: readonly [string, Case]): Comparison[] => [
  ...['wall', 'cpu'].map((metric) => ({
    ...{ case: name, metric, per: 'row', atMost: 1.2 },
    ...{ ours, peer, control: `${ours} again` },
  })),
  { case: name, metric: 'read units', per: 'million rows', ours, peer, atMost: 1.2 },
  { case: name, metric: 'memory', per: 'process', ours: many(ours), peer: few(ours), atMost: 1.2 },
];

const besideClosed = (name: string): Comparison[] => [
  { case: name, metric: 'read units', per: 'run', ours: MANY_CLOSED, peer: FEW_CLOSED, atMost: 1 },
  { case: name, metric: 'read units', per: 'run', ours: MANY_CLOSED, peer: SCAN, atMost: 1.2 },
];

export const scans: Figure = {
  name: 'scans',
  about:
    'Going through tables: a backfill over 1,100 orders or their payments, the reconciler over 1,000 open orders of which none is ' +
    'lost, payment-retrier over 1,000 due payments, without their attempts. Against a parallel Scan of the same table (of both, for ' +
    'the reconciler) in four segments, strongly consistent; a backfill that writes, against that and one conditional UpdateItem for ' +
    'each row, 32 at once. Memory is what is in use at most, in MB, over ten times as many rows against over these. A run beside ' +
    'closed orders sees 100 open ones, or due payments. What an index names is read row by row, at a unit each; a Scan reads eight ' +
    'such small rows for one. DynamoDB Local.',
  comparisons: [...Object.entries(CASES).flatMap(comparisonsOf), ...Object.keys(BY_INDEX).flatMap(besideClosed)],
  measure: (bench) =>
    withTables(async ({ dynamo, env }) => {
      for (const [name, world] of Object.entries(WORLDS)) await createWorld(dynamo, name, world);
      const meter = unitMeter(dynamo);
      const unitsOf: UnitsOf = async (work, world) => {
        meter.take('read');
        return { rows: await TABLE_WORKS[work](tablesNamed(dynamo, world)), units: meter.take('read') };
      };
      const nextPart = inParts(bench, 2 * Object.keys(CASES).length);
      const samples: Record<string, Samples[string]> = {};
      for (const name of Object.keys(CASES))
        samples[name] = {
          ...(await timesAndUnits(name, { env, bench: nextPart(), unitsOf })),
          ...(await peaks(name, { env, bench: { ...nextPart(), rounds: 1 } })),
        };
      for (const [name, works] of Object.entries(BY_INDEX))
        samples[name] = { ...samples[name], ...(await unitsBeside(works, unitsOf)) };
      return samples;
    }),
};

/** What a work reads that is done once. */
type UnitsOf = (work: TableWork, world: string) => Promise<{ readonly rows: number; readonly units: number }>;

interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly bench: Bench;
}

async function timesAndUnits(name: string, { unitsOf, ...around }: Surroundings & { readonly unitsOf: UnitsOf }) {
  const { ours, work, peer, peerWork, rows, passes } = caseOf(name);
  const works = { [ours]: work, [`${ours} again`]: work, [peer]: peerWork };
  const timed = await inProcesses({
    ...{ ...around, warmUps: 2, cases: { [name]: { passes } } },
    variants: Object.fromEntries(Object.entries(works).map(([variant, one]) => [variant, variantOf(one, rows)])),
  });
  const samples: Record<string, readonly Sample[]> = {};
  for (const [variant, taken] of Object.entries(timed[name] ?? {})) {
    const { units, rows: count } = await unitsOf(works[variant] ?? work, rows);
    samples[variant] = taken.map(({ memory, ...sample }) => ({ ...sample, 'read units': (units / count) * 1_000_000 }));
  }
  return samples;
}

/** The most memory of a process that does it once, over few rows and over many. */
async function peaks(name: string, around: Surroundings) {
  const { ours, work, rows } = caseOf(name);
  const taken = await inProcesses({
    ...{ ...around, warmUps: 0, cases: { [name]: { live: 1 } } },
    variants: {
      [few(ours)]: variantOf(work, rows),
      [many(ours)]: variantOf(work, `many-${rows}`),
    },
  });
  return Object.fromEntries(
    Object.entries(taken[name] ?? {}).map(([variant, samples]) => [
      variant,
      samples.map(({ memory = Number.NaN }) => ({ memory })),
    ]),
  );
}

async function unitsBeside({ work, scan }: { readonly work: TableWork; readonly scan: TableWork }, unitsOf: UnitsOf) {
  const inAll = async (one: TableWork, world: string) => [{ 'read units': (await unitsOf(one, world)).units }];
  return {
    [FEW_CLOSED]: await inAll(work, 'closed'),
    [MANY_CLOSED]: await inAll(work, 'many-closed'),
    [SCAN]: await inAll(scan, 'many-closed'),
  };
}

const caseOf = (name: string): Case => {
  const found = CASES[name];
  if (found === undefined) throw new Error(`There is no case "${name}".`);
  return found;
};

const variantOf = (work: TableWork, world: string): Variant => ({
  subject: 'table-work',
  env: { WORK: work, WORLD: world },
});

/** One bar for measurements that follow each other. */
function inParts(bench: Bench, parts: number): () => Bench {
  let begun = 0;
  return () => {
    const part = begun++;
    return { ...bench, progress: (done, total) => bench.progress(part * total + done, parts * total) };
  };
}
