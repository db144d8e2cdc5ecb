import type { LayerResult, ReportLine } from '../layer.ts';
import { onWorkers } from '../worker-pool.ts';
import type { BrokenLife, LivesResult, LivesTask } from './simulation-worker.ts';

interface SimulationOptions {
  /** The number of the first life, which is also its seed. */
  readonly first: number;
  readonly lives: number;
  readonly report: ReportLine;
  readonly signal: AbortSignal;
}

const LIVES_OF_A_TASK = 250;
/** The more fail, the less the next one says. */
const MOST_BROKEN = 3;
const MS_BETWEEN_LINES = 5_000;

/** Lives of the real use cases over virtual time, any call of which may meet a fault; what must hold is checked after each step. */
export async function runSimulation({ first, lives, report, signal }: SimulationOptions): Promise<LayerResult> {
  const begun = performance.now();
  const broken: BrokenLife[] = [];
  let [lived, faults, lineAt] = [0, 0, begun];
  await onWorkers<LivesTask, LivesResult>({
    script: 'simulation/simulation-worker.ts',
    tasks: tasksOf(first, lives),
    signal,
    done: (_, result) => {
      lived += result.lived;
      faults += result.faults;
      broken.push(...result.broken);
      for (const { life, message } of result.broken) report(`simulation: life ${life}: ${message.slice(0, 200)}`);
      if (performance.now() - lineAt < MS_BETWEEN_LINES) return;
      lineAt = performance.now();
      report(`simulation: ${lived.toLocaleString('en')} of ${lives.toLocaleString('en')} lives`);
    },
  });
  return {
    layer: 'simulation',
    cases: lived,
    unit: 'lives',
    faultsInjected: faults,
    violations: broken.map((one) => storyOf(one, lives === 1)),
    seconds: (performance.now() - begun) / 1_000,
    notes: [
      `simulation: the lives ${first} to ${first + lives - 1}; the odd ones are of payments, the even ones of orders`,
    ],
  };
}

function tasksOf(first: number, lives: number): LivesTask[] {
  return Array.from({ length: Math.ceil(lives / LIVES_OF_A_TASK) }, (_, index) => ({
    first: first + index * LIVES_OF_A_TASK,
    lives: Math.min(LIVES_OF_A_TASK, lives - index * LIVES_OF_A_TASK),
    mostBroken: MOST_BROKEN,
  }));
}

/** Of a life that is lived alone the whole story, of one among many how to live it again. */
function storyOf({ life, message, log }: BrokenLife, isAlone: boolean): string {
  const again = `npm run prove -- simulation --first ${life} --lives 1`;
  return isAlone
    ? [...log, message].join('\n')
    : `life ${life}: ${message.slice(0, 500)}\n    The same again: ${again}`;
}
