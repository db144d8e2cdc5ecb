import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIdle } from '../../../../lambda-local/event-sources/event-source.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('pausing between polls', () => {
  // "Lambda polls shards in your DynamoDB stream for records at a base rate of 4 times per second." (AWS Lambda Developer
  // Guide, Using AWS Lambda with Amazon DynamoDB). Shorter pauses while records flow are this runner's own.
  it('grows to four polls a second while nothing comes', async () => {
    const idle = createIdle(new AbortController().signal);

    expect(await pauses(idle, 6)).toEqual([40, 80, 160, 250, 250, 250]);
  });

  it('is short again after work', async () => {
    const idle = createIdle(new AbortController().signal);
    await pauses(idle, 6);

    idle.busy();

    expect(await pauses(idle, 2)).toEqual([40, 80]);
  });

  it('ends when it is woken, but keeps 5 ms between two polls', async () => {
    const idle = createIdle(new AbortController().signal);
    await pauses(idle, 6);
    const woken = pauses(idle, 1);

    idle.wake();

    expect(await woken).toEqual([5]);
  });

  it('is long also after work where it is woken when there is more', async () => {
    const idle = createIdle(new AbortController().signal);
    idle.wake();
    await pauses(idle, 6);

    idle.busy();

    expect(await pauses(idle, 2)).toEqual([250, 250]);
  });

  it('is the least when it was woken before', async () => {
    const idle = createIdle(new AbortController().signal);

    idle.wake();

    expect(await pauses(idle, 2)).toEqual([5, 80]);
  });

  it('lasts a second where it was woken before and nothing came for five', async () => {
    const idle = createIdle(new AbortController().signal);
    await pauses(idle, 30);
    expect(await pauses(idle, 1)).toEqual([250]);
    idle.wake();
    await pauses(idle, 1);

    expect(await pauses(idle, 21)).toEqual([...Array.from({ length: 19 }, () => 250), 1_000, 1_000]);

    idle.busy();
    expect(await pauses(idle, 1)).toEqual([250]);
  });

  it.each([
    { pollMs: 15, pauseMs: 30 },
    { pollMs: 500, pauseMs: 60 },
  ])('lasts $pauseMs ms at least after a poll of $pollMs ms, also when it is woken', async ({ pollMs, pauseMs }) => {
    const idle = createIdle(new AbortController().signal);
    await pauses(idle, 1);

    vi.advanceTimersByTime(pollMs);
    idle.wake();

    expect(await pauses(idle, 1)).toEqual([pauseMs]);
  });

  it('leaves no timer when it is stopped', async () => {
    const stopping = new AbortController();
    const rest = createIdle(stopping.signal).rest();

    stopping.abort();

    await expect(rest).rejects.toThrow('aborted');
    expect(vi.getTimerCount()).toBe(0);
  });
});

async function pauses(idle: ReturnType<typeof createIdle>, count: number) {
  const lengths: number[] = [];
  for (let number = 0; number < count; number++) {
    const begun = Date.now();
    const rest = idle.rest().then(() => lengths.push(Date.now() - begun));
    await Promise.resolve();
    while (lengths.length <= number) await vi.advanceTimersToNextTimerAsync();
    await rest;
  }
  return lengths;
}
