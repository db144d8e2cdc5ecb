import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FunctionSpec } from '../../../../local/functions/execution-environment.ts';
import { type LocalFunction, localFunction } from '../../../../local/functions/local-function.ts';
import { waitFor } from '../../../harness/wait-for.ts';

let folder: string;
const running: LocalFunction[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-function-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((fn) => fn.stop()));
  rmSync(folder, { recursive: true });
});

describe('invoking a function', () => {
  it('answers what the handler returns, as JSON', async () => {
    const { invoke } = aFunction(
      'export const handler = async (event) => ({ event, at: new Date(0), gone: undefined });',
    );

    expect(await invoke({ some: 'event' })).toEqual({
      kind: 'returned',
      payload: { event: { some: 'event' }, at: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('answers null for a handler that returns nothing', async () => {
    const { invoke } = aFunction('export const handler = async () => {};');

    expect(await invoke({})).toEqual({ kind: 'returned', payload: null });
  });

  it.each([
    ['rejects', 'async () => { throw new TypeError("wrong"); }'],
    ['throws', '() => { throw new TypeError("wrong"); }'],
  ])('fails with the error when the handler %s, and keeps its process', async (_, handler) => {
    const { invoke } = aFunction(`globalThis.calls = 0; export const handler = (event) => (${handler})(event);`);

    expect(await invoke({})).toEqual({ kind: 'failed', error: 'the-function: TypeError: wrong' });
  });

  it('fails when the function can not be loaded, and says why and where its log is', async () => {
    const { invoke } = aFunction('throw new Error("ORDERS_TABLE is missing");');

    expect(await invoke({})).toEqual({
      kind: 'failed',
      error: expect.stringMatching(
        /^the-function: the function does not start: Error: ORDERS_TABLE is missing \(.*log\)/,
      ),
    });
  });

  it('tries to load it once for each invocation', async () => {
    const { invoke, logFile } = aFunction('console.log("loading"); throw new Error("wrong");');

    for (const event of [1, 2]) await invoke(event);

    expect(readFileSync(logFile, 'utf8').match(/loading/g)).toHaveLength(2);
  });

  it('gives the environment, the context and nothing of the runner', async () => {
    const { invoke } = aFunction(`export const handler = async (event, context) => ({
      environment: process.env, name: context.functionName, left: context.getRemainingTimeInMillis(),
    });`);

    const { payload } = Object(await invoke({}));

    expect(payload).toMatchObject({ environment: { GREETING: 'hello' }, name: 'the-function' });
    expect(Object.keys(payload.environment)).not.toContain('HOME');
    expect(payload.left).toBeGreaterThan(0);
    expect(payload.left).toBeLessThanOrEqual(1_000);
  });

  it('keeps what the function writes in its log', async () => {
    const { invoke, logFile } = aFunction('export const handler = async () => console.log("a line");');

    await invoke({});

    expect(readFileSync(logFile, 'utf8')).toContain('a line');
  });
});

describe('a function beyond its timeout', () => {
  it('is ended and answered as failed, and the next invocation has a new process', async () => {
    const { invoke } = aFunction(`let calls = 0;
      export const handler = async ({ hang }) => { calls += 1; return hang ? new Promise(() => {}) : calls; };`);

    expect(await invoke({ hang: true })).toEqual({
      kind: 'failed',
      error: 'the-function: Task timed out after 1 seconds',
    });

    expect(await invoke({ hang: false })).toEqual({ kind: 'returned', payload: 1 });
  });

  it('is ended also when it never lets go of the processor', async () => {
    const { invoke } = aFunction('export const handler = async () => { for (;;); };');

    expect(await invoke({})).toMatchObject({ kind: 'failed', error: expect.stringContaining('timed out') });
  });
});

describe('a process of a function that is killed', () => {
  it('is answered as failed in the middle of an invocation', async () => {
    const { invoke } = aFunction('export const handler = async () => process.kill(process.pid, "SIGKILL");');

    expect(await invoke({})).toEqual({ kind: 'failed', error: 'the-function: Runtime exited (SIGKILL)' });
  });

  it('is replaced without anybody noticing while it is idle', async () => {
    const { invoke } = aFunction(PID);
    const { payload: pid } = Object(await invoke({}));

    process.kill(pid, 'SIGKILL');
    await waitFor(() => isGone(pid), { within: 5_000, what: 'the end of the process' });

    const answer = await invoke({});
    expect(answer).toMatchObject({ kind: 'returned', payload: expect.any(Number) });
    expect(answer).not.toMatchObject({ payload: pid });
  });
});

describe('the processes of a function', () => {
  it('run one invocation each at a time, as many as are needed, up to the limit', async () => {
    const { invoke } = aFunction(
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

  it('are ready before they are needed once the function is warm', async () => {
    const fn = aFunction('export const loadedAt = Date.now(); export const handler = async () => loadedAt;');

    await fn.warm();
    const warm = Date.now();

    expect(Object(await fn.invoke({})).payload).toBeLessThanOrEqual(warm);
  });

  it('can not be warmed up when the function can not be loaded', async () => {
    const fn = aFunction('throw new Error("ORDERS_TABLE is missing");');

    await expect(fn.warm()).rejects.toThrow('ORDERS_TABLE is missing');
  });

  it('run the newest code from the next invocation on', async () => {
    const fn = aFunction('export const handler = async () => "old";');
    expect(await fn.invoke({})).toMatchObject({ payload: 'old' });

    fn.write('export const handler = async () => "new";');
    fn.reload();

    expect(await fn.invoke({})).toMatchObject({ payload: 'new' });
  });

  it('let an invocation of the old code end', async () => {
    const fn = aFunction('export const handler = () => new Promise((go) => setTimeout(go, 200, "old"));');
    await fn.warm();
    const invocation = fn.invoke({});

    fn.write('export const handler = async () => "new";');
    fn.reload();

    expect(await invocation).toMatchObject({ payload: 'old' });
    expect(await fn.invoke({})).toMatchObject({ payload: 'new' });
  });

  it('are gone when the function is stopped', async () => {
    const fn = aFunction(PID);
    const { payload: pid } = Object(await fn.invoke({}));

    await fn.stop();

    expect(isGone(pid)).toBe(true);
  });
});

const PID = 'export const handler = async () => process.pid;';

function aFunction(source: string, { limit = 1 } = {}) {
  const spec: FunctionSpec = {
    name: 'the-function',
    file: join(folder, 'index.mjs'),
    environment: { GREETING: 'hello' },
    timeoutSeconds: 1,
    logFile: join(folder, 'log'),
  };
  const write = (code: string) => writeFileSync(spec.file, code);
  write(source);
  const fn = localFunction(spec, limit);
  running.push(fn);
  return { ...fn, write, logFile: spec.logFile };
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
