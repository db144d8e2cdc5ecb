import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixtureFunction } from './fixture-function.ts';

describe('invoking a function', () => {
  it('answers what the handler returns, as JSON', async () => {
    const { invoke } = fixtureFunction(
      'export const handler = async (event) => ({ event, at: new Date(0), gone: undefined });',
    );

    expect(await invoke({ some: 'event' })).toEqual({
      kind: 'returned',
      payload: { event: { some: 'event' }, at: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('answers null for a handler that returns nothing', async () => {
    const { invoke } = fixtureFunction('export const handler = async () => {};');

    expect(await invoke({})).toEqual({ kind: 'returned', payload: null });
  });

  it.each([
    ['rejects', 'async () => { throw new TypeError("wrong"); }'],
    ['throws', '() => { throw new TypeError("wrong"); }'],
  ])('fails with the error when the handler %s, and keeps its process', async (_, handler) => {
    const { invoke } = fixtureFunction(`globalThis.calls = 0; export const handler = (event) => (${handler})(event);`);

    expect(await invoke({})).toEqual({ kind: 'failed', error: 'the-function: TypeError: wrong' });
  });

  it('fails when the function can not be loaded, and says why and where its log is', async () => {
    const { invoke } = fixtureFunction('throw new Error("ORDERS_TABLE is missing");');

    expect(await invoke({})).toEqual({
      kind: 'failed',
      error: expect.stringMatching(
        /^the-function: the function does not start: Error: ORDERS_TABLE is missing \(.*log\)/,
      ),
    });
  });

  it('tries to load it once for each invocation', async () => {
    const { invoke, logFile } = fixtureFunction('console.log("loading"); throw new Error("wrong");');

    for (const event of [1, 2]) await invoke(event);

    expect(readFileSync(logFile, 'utf8').match(/loading/g)).toHaveLength(2);
  });

  it('gives the environment, the context and nothing of the runner', async () => {
    const { invoke } = fixtureFunction(`export const handler = async (event, context) => ({
      environment: process.env, name: context.functionName, left: context.getRemainingTimeInMillis(),
    });`);

    const { payload } = Object(await invoke({}));

    expect(payload).toMatchObject({ environment: { GREETING: 'hello' }, name: 'the-function' });
    expect(Object.keys(payload.environment)).not.toContain('HOME');
    expect(payload.left).toBeGreaterThan(0);
    expect(payload.left).toBeLessThanOrEqual(1_000);
  });

  it('keeps what the function writes in its log', async () => {
    const { invoke, logFile } = fixtureFunction('export const handler = async () => console.log("a line");');

    await invoke({});

    expect(readFileSync(logFile, 'utf8')).toContain('a line');
  });
});

describe('a function beyond its timeout', () => {
  it('is ended and answered as failed, and the next invocation has a new process', async () => {
    const { invoke } = fixtureFunction(`let calls = 0;
      export const handler = async ({ hang }) => { calls += 1; return hang ? new Promise(() => {}) : calls; };`);

    expect(await invoke({ hang: true })).toEqual({
      kind: 'failed',
      error: 'the-function: Task timed out after 1 seconds',
    });

    expect(await invoke({ hang: false })).toEqual({ kind: 'returned', payload: 1 });
  });

  it('is ended also when it never lets go of the processor', async () => {
    const { invoke } = fixtureFunction('export const handler = async () => { for (;;); };');

    expect(await invoke({})).toMatchObject({ kind: 'failed', error: expect.stringContaining('timed out') });
  });
});
