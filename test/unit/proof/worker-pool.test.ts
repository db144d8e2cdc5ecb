import { describe, expect, it } from 'vitest';
import { onWorkers, startWorker } from '../../../proof/worker-pool.ts';

const script = 'simulation/simulation-worker.ts';
const task = (first: number) => ({ first, lives: 1, mostBroken: 1 });

describe('have processes work through tasks', () => {
  it('gives each task to one of them', async () => {
    const done: number[] = [];
    const tasks = [1, 2, 3, 4, 5].map(task);

    await onWorkers({ script, tasks, done: ({ first }) => done.push(first), signal: new AbortController().signal });

    expect(done).toHaveLength(5);
    expect(new Set(done)).toEqual(new Set([1, 2, 3, 4, 5]));
  });

  it('fails where one of them fails, with what it said', async () => {
    const tasks = [{ ...task(1), lives: 'many' }];

    await expect(
      onWorkers({ script, tasks, done: () => undefined, signal: new AbortController().signal }),
    ).rejects.toThrow('lives');
  });

  it('fails where one can not be started, with what it printed', async () => {
    const tasks = [task(1)];

    await expect(
      onWorkers({ script: 'no-such-worker.ts', tasks, done: () => undefined, signal: new AbortController().signal }),
    ).rejects.toThrow(/no-such-worker\.ts ended with code 1: .*Cannot find module/s);
  });

  it('ends them when it is told to', async () => {
    const interruption = new AbortController();
    const { run } = startWorker({ script, signal: interruption.signal });
    const result = run({ first: 1, lives: 1_000_000, mostBroken: 1 });

    interruption.abort(new Error('interrupted'));

    await expect(result).rejects.toThrow('interrupted');
  });
});
