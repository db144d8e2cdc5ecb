import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SHRINK_EVERY_MS } from '../../../../lambda-local/functions/environment-pool.ts';
import { waitFor } from '../../../harness/wait-for.ts';
import { fixtureFunction } from './fixture-function.ts';

const PID = 'export const handler = async () => process.pid;';
const SLOW_PID = `export const handler = () =>
  new Promise((done) => setTimeout(done, 50, process.pid));`;

describe('a process of a function that is killed', () => {
  it('is answered as failed in the middle of an invocation', async () => {
    const { invoke } = fixtureFunction('export const handler = async () => process.kill(process.pid, "SIGKILL");');

    expect(await invoke({})).toEqual({ kind: 'failed', error: 'the-function: Runtime exited (SIGKILL)' });
  });

  it('is replaced without anybody noticing while it is idle', async () => {
    const { invoke } = fixtureFunction(PID);
    const { payload: pid } = Object(await invoke({}));

    process.kill(pid, 'SIGKILL');
    await waitFor(() => isGone(pid), { within: 5_000, what: 'the end of the process' });

    const answer = await invoke({});
    expect(answer).toMatchObject({ kind: 'returned', payload: expect.any(Number) });
    expect(answer).not.toMatchObject({ payload: pid });
  });
});

describe('the processes of a function that are killed together', () => {
  it('fail what is under way, and others take what comes next', async () => {
    const fn = fixtureFunction(SLOW_PID);
    await fn.warm();
    const underWay = fn.invoke({});

    fn.kill();
    const next = fn.invoke({});

    expect(await underWay).toEqual({ kind: 'failed', error: 'the-function: Runtime exited (SIGKILL)' });
    expect(await next).toMatchObject({ kind: 'returned' });
  });
});

describe('the variables around a function', () => {
  it('are there from the next invocation on, besides its own, until they are taken away', async () => {
    const fn = fixtureFunction('export const handler = async () => [process.env.GREETING, process.env.MORE];');
    await fn.warm();

    fn.surround({ MORE: 'more' });
    expect(await fn.invoke({})).toMatchObject({ payload: ['hello', 'more'] });
    fn.reload();
    expect(await fn.invoke({})).toMatchObject({ payload: ['hello', 'more'] });
    fn.surround({});

    expect(await fn.invoke({})).toMatchObject({ payload: ['hello', null] });
  });
});

describe('the processes of a function', () => {
  it('run one invocation each at a time, as many as are needed, up to the limit', async () => {
    const { invoke } = fixtureFunction(
      `let running = 0;
       export const handler = async () => {
         running += 1;
         await new Promise((go) => setTimeout(go, 50));
         return { pid: process.pid, running: running-- };
       };`,
      { limit: 2 },
    );

    const answers = await Promise.all(Array.from({ length: 8 }, async () => Object(await invoke({})).payload));

    expect(answers.map(({ running: atOnce }) => atOnce)).toEqual(answers.map(() => 1));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2);
  });

  it('are more where those that there are wait for something', async () => {
    const { invoke } = fixtureFunction(
      `import { existsSync, writeFileSync } from 'node:fs';
       const bell = new URL('bell', import.meta.url);
       export const handler = async ({ rings }) => {
         if (rings) writeFileSync(bell, '');
         while (!existsSync(bell)) await new Promise((go) => setTimeout(go, 10));
         return 'heard';
       };`,
      { limit: 1, most: 2, timeoutSeconds: 20 },
    );

    const answers = await Promise.all([invoke({}), invoke({ rings: true })]);

    expect(answers).toEqual([
      { kind: 'returned', payload: 'heard' },
      { kind: 'returned', payload: 'heard' },
    ]);
  });

  it('stay while they are needed at once, and end but for one when they were not', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { warm, invoke } = fixtureFunction(SLOW_PID, { limit: 2 });
    const twoAtOnce = async () => {
      const answers = await Promise.all([invoke({}), invoke({})]);
      return answers.map((answer) => Object(answer).payload).sort();
    };
    await warm();
    const needed = await twoAtOnce();

    vi.advanceTimersByTime(SHRINK_EVERY_MS);
    expect(await twoAtOnce()).toEqual(needed);

    vi.advanceTimersByTime(SHRINK_EVERY_MS * 2);
    await waitFor(() => needed.filter(isGone).length === 1, { within: 5_000, what: 'the end of one of the processes' });
  });

  it('are ready before they are needed once the function is warm', async () => {
    const fn = fixtureFunction('export const loadedAt = Date.now(); export const handler = async () => loadedAt;');

    await fn.warm();
    const warm = Date.now();

    expect(Object(await fn.invoke({})).payload).toBeLessThanOrEqual(warm);
  });

  it('can not be warmed up when the function can not be loaded', async () => {
    const fn = fixtureFunction('throw new Error("ORDERS_TABLE is missing");');

    await expect(fn.warm()).rejects.toThrow('ORDERS_TABLE is missing');
  });

  it('run the newest code from the next invocation on', async () => {
    const fn = fixtureFunction(PID);
    const { payload: old } = Object(await fn.invoke({}));

    fn.write('export const handler = async () => "new";');
    fn.reload();

    expect(await fn.invoke({})).toMatchObject({ payload: 'new' });
    await waitFor(() => isGone(old), { within: 5_000, what: 'the end of the old process' });
  });

  it('let an invocation of the old code end', async () => {
    const fn = fixtureFunction('export const handler = () => new Promise((go) => setTimeout(go, 200, "old"));');
    await fn.warm();
    const invocation = fn.invoke({});

    fn.write('export const handler = async () => "new";');
    fn.reload();

    expect(await invocation).toMatchObject({ payload: 'old' });
    expect(await fn.invoke({})).toMatchObject({ payload: 'new' });
  });

  it('of which one was loaded before a change are not used after it', async () => {
    const fn = fixtureFunction('export const handler = async () => process.env.GREETING;');
    const starting = fn.warm();

    fn.surround({ GREETING: 'good evening' });
    await starting;

    expect(await fn.invoke({})).toMatchObject({ payload: 'good evening' });
  });

  it('are known by their numbers', async () => {
    const fn = fixtureFunction(PID);
    expect(fn.pids()).toEqual([]);

    const { payload: pid } = Object(await fn.invoke({}));

    expect(fn.pids()).toEqual([pid]);
  });

  it('are gone when the function is stopped', async () => {
    const fn = fixtureFunction(PID);
    const { payload: pid } = Object(await fn.invoke({}));

    await fn.stop();

    expect(isGone(pid)).toBe(true);
  });
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
