import { memoryFolder } from '../local/ports-and-folders.ts';
import { type StartedApp, startApp } from '../test/harness/running-app.ts';
import { type Figure, inRounds, type Sample } from './harness/figure.ts';
import { allCpu, cpuBetween, cpuOf } from './harness/running-system.ts';

const START = 'with the data of an earlier run';

export const warmStart: Figure = {
  name: 'warm-start',
  about:
    'A start of the whole local run, as `npm start` begins it, on data and compiled code of an earlier run, until it says that it ' +
    'is ready: the time, and the CPU of all its processes by then, with those that have ended. Against goals, that is numbers.',
  comparisons: [
    { case: START, metric: 'wall', per: 'start', ours: 'local run', peer: 'goal', atMost: 1, goal: 5_000 },
    { case: START, metric: 'cpu', per: 'start', ours: 'local run', peer: 'goal', atMost: 1, goal: 6_000 },
  ],
  async measure(bench) {
    let app = await startApp({ folder: memoryFolder() });
    const startAgain = async (): Promise<Sample> => {
      await app.end('SIGTERM');
      const begun = performance.now();
      app = await app.startAgain();
      return { wall: performance.now() - begun, cpu: cpuSinceStart(app) };
    };
    try {
      return await inRounds({ bench, cases: { [START]: {} }, variants: { 'local run': startAgain }, warmUps: 1 });
    } finally {
      await app.remove();
    }
  },
};

const cpuSinceStart = (app: StartedApp) => allCpu(cpuBetween([], cpuOf({ app })));
