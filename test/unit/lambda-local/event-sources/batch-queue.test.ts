import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { batchQueue } from '../../../../lambda-local/event-sources/batch-queue.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

// The quotes are from the AWS Lambda Developer Guide, "Batching behavior".
describe('gathering records into a batch', () => {
  // "The batch size is met."
  it('gives a full batch at once and keeps the rest in order', async () => {
    const { push, take } = aQueue({ records: 2, windowMs: 5_000 });
    push(['a', 'b', 'c', 'd', 'e']);

    expect(await take()).toEqual(['a', 'b']);
    expect(await take()).toEqual(['c', 'd']);
  });

  // "The batching window reaches its maximum value."
  it('gives what there is when the window is over', async () => {
    const { push, take } = aQueue({ records: 10, windowMs: 5_000 });
    const batch = watch(take());
    push(['a']);
    await vi.advanceTimersByTimeAsync(4_000);
    push(['b']);
    await vi.advanceTimersByTimeAsync(999);
    expect(batch.given).toBeUndefined();

    await vi.advanceTimersByTimeAsync(1);
    expect(batch.given).toEqual(['a', 'b']);
  });

  // "By default, Lambda invokes your function as soon as records are available." (Using AWS Lambda with Amazon DynamoDB)
  it('does not wait where there is no window', async () => {
    const { push, take } = aQueue({ records: 10, windowMs: 0 });
    const batch = watch(take());
    await vi.advanceTimersByTimeAsync(60_000);
    push(['a']);
    push(['b']);

    await vi.advanceTimersByTimeAsync(1);
    expect(batch.given).toEqual(['a', 'b']);
  });

  // "The payload size reaches 6 MB. You cannot modify this limit."
  it('closes a batch before its payload exceeds 6 MB, but never leaves it empty', async () => {
    const megabytes = { a: 4, b: 2, c: 1, d: 7, e: 1 };
    const { push, take } = aQueue({ records: 10, windowMs: 5_000 }, (name) => megabytes[name] * 2 ** 20);
    push(['a', 'b', 'c', 'd', 'e']);

    expect(await take()).toEqual(['a', 'b']);
    expect(await take()).toEqual(['c']);
    expect(await take()).toEqual(['d']);
  });

  it('loses nothing that arrives while a batch is handed over', async () => {
    const { push, take } = aQueue({ records: 1, windowMs: 0 });
    const first = take();
    push(['a']);
    push(['b']);

    expect([await first, await take()]).toEqual([['a'], ['b']]);
  });

  it('leaves no timer when it is stopped', async () => {
    const stopping = new AbortController();
    const { push, take } = aQueue({ records: 10, windowMs: 5_000 }, undefined, stopping.signal);
    const batch = take();
    push(['a']);

    stopping.abort();

    await expect(batch).rejects.toThrow('aborted');
    expect(vi.getTimerCount()).toBe(0);
  });
});

type Name = 'a' | 'b' | 'c' | 'd' | 'e';

const aQueue = (
  limits: { readonly records: number; readonly windowMs: number },
  bytesOf: (name: Name) => number = () => 1,
  signal = new AbortController().signal,
) => batchQueue<Name>({ ...limits, bytesOf }, signal);

function watch<T>(promise: Promise<T>) {
  const batch: { given?: T } = {};
  void promise.then((given) => Object.assign(batch, { given }));
  return batch;
}
