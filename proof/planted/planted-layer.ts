import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startDynamoDbLocal } from '../../local/dynamodb-local.ts';
import { freePort, memoryFolder } from '../../local/ports-and-folders.ts';
import type { LayerResult, ReportLine } from '../layer.ts';
import type { BrokenLife, LivesResult, LivesTask } from '../simulation/simulation-worker.ts';
import { startWorker, WORKERS } from '../worker-pool.ts';
import type { CaughtByLives, CaughtByTest, PlantedBug } from './planted-bug.ts';
import { CONTROL, type PlantedRun, type ProjectResult } from './planted-run.ts';
import { type PlantedVerdict, verdictOfLives, verdictOfTests } from './planted-verdict.ts';

interface PlantedOptions {
  readonly bugs: readonly PlantedBug[];
  readonly report: ReportLine;
  readonly signal: AbortSignal;
}

/** Each must be caught within so many lives, which as they are break nothing. */
const MOST_LIVES = 600;
const PLANT = join(import.meta.dirname, 'plant-on-load.ts');

type Of<Caught> = PlantedBug & { readonly caughtBy: Caught };
const isForLives = (bug: PlantedBug): bug is Of<CaughtByLives> => bug.caughtBy.layer === 'simulation';
const isForTests = (bug: PlantedBug): bug is Of<CaughtByTest> => bug.caughtBy.layer !== 'simulation';

/** Switches each bug into the real code, in a process of its own, and sees that what must catch it does; and nothing without it. */
export async function runPlanted({ bugs, report, signal }: PlantedOptions): Promise<LayerResult> {
  const begun = performance.now();
  const lives = await inLives({ bugs: bugs.filter(isForLives), report, signal });
  const tests = await inTests({ bugs: bugs.filter(isForTests), report, signal });
  const verdicts = [...lives.verdicts, ...tests.verdicts];
  const missed = verdicts.filter(({ isCaught }) => !isCaught);
  return {
    layer: 'planted',
    cases: bugs.length,
    unit: 'bugs',
    faultsInjected: bugs.length,
    violations: [
      ...missed.map(({ name, how }) => `"${name}" was not caught: ${how}`),
      ...lives.broken,
      ...tests.broken,
    ],
    planted: { planted: bugs.length, caught: verdicts.length - missed.length },
    seconds: (performance.now() - begun) / 1_000,
    notes: verdicts.map(
      ({ name, isCaught, layer, how }) => `${isCaught ? 'caught' : 'MISSED'}: ${name}, ${layer}: ${how}`,
    ),
  };
}

interface Verdicts {
  readonly verdicts: readonly PlantedVerdict[];
  /** What fails though nothing is planted. */
  readonly broken: readonly string[];
}

interface Part<Caught> extends PlantedOptions {
  readonly bugs: readonly Of<Caught>[];
}

async function inLives({ bugs, report, signal }: Part<CaughtByLives>): Promise<Verdicts> {
  const verdicts: PlantedVerdict[] = [];
  const left = [...bugs];
  let last = 0;
  const work = async () => {
    for (let bug = left.shift(); bug !== undefined; bug = left.shift()) {
      const broken = await firstBroken({ lives: MOST_LIVES, planted: bug.name, signal });
      const verdict = verdictOfLives({ ...bug, broken });
      report(`planted: ${verdict.isCaught ? 'caught' : 'MISSED'} ${bug.name} (${verdict.how})`);
      last = Math.max(last, broken?.life ?? 0);
      verdicts.push(verdict);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  const control = last > 0 ? await firstBroken({ lives: last, signal }) : undefined;
  return {
    verdicts,
    broken: control ? [`with no bug planted life ${control.life} is broken: ${control.message}`] : [],
  };
}

interface Lived {
  readonly lives: number;
  readonly planted?: string;
  readonly signal: AbortSignal;
}

/** A process of its own: what it has loaded has the bug for good. */
async function firstBroken({ lives, planted, signal }: Lived): Promise<BrokenLife | undefined> {
  const { run, end } = startWorker<LivesTask, LivesResult>({
    script: 'simulation/simulation-worker.ts',
    ...(planted !== undefined && { execArgv: ['--import', PLANT], env: { PLANTED_BUG: planted } }),
    signal,
  });
  try {
    return (await run({ first: 1, lives, mostBroken: 1 })).broken[0];
  } finally {
    end();
  }
}

async function inTests({ bugs, report, signal }: Part<CaughtByTest>): Promise<Verdicts> {
  if (bugs.length === 0) return { verdicts: [], broken: [] };
  const controls = [...new Set(bugs.map(({ caughtBy }) => caughtBy.file))];
  const results = await withTables(
    bugs.some(({ caughtBy }) => caughtBy.layer === 'ports'),
    async (dynamodbEndpoint) => {
      const worker = startWorker<PlantedRun, readonly ProjectResult[]>(
        { script: 'planted/planted-tests-worker.ts', signal },
        (line) => report(`planted: ${line}`),
      );
      try {
        return await worker.run({ bugs: bugs.map(({ name }) => name), controls, dynamodbEndpoint });
      } finally {
        worker.end();
      }
    },
  );
  const resultOf = (project: string) => results.find((result) => result.project === project);
  return {
    verdicts: bugs.map((bug) => verdictOfTests(bug, resultOf(bug.name))),
    broken: controls.flatMap((file) => {
      const result = resultOf(`${CONTROL}${file}`);
      const isSound = result !== undefined && result.tests > 0 && result.failed.length + result.loadErrors.length === 0;
      return isSound ? [] : [`with no bug planted ${file} fails, or was not run`];
    }),
  };
}

/** Tables of their own; none where no test needs one. */
async function withTables<Result>(isNeeded: boolean, use: (endpoint: string) => Promise<Result>): Promise<Result> {
  if (!isNeeded) return use('');
  const folder = memoryFolder();
  try {
    const port = await freePort();
    const dynamodb = await startDynamoDbLocal({ dataDir: 'in-memory', port, logFile: join(folder, 'dynamodb.log') });
    try {
      return await use(dynamodb.endpoint);
    } finally {
      await dynamodb.stop(0);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
