import { orStopped } from './event-source.ts';

/** A payload of 6 MB is the most that Lambda hands to a function at once. */
const LARGEST_PAYLOAD_BYTES = 6 * 1024 * 1024;

const ignore = () => {};

export interface BatchLimits<R> {
  readonly records: number;
  readonly windowMs: number;
  readonly bytesOf: (record: R) => number;
}

/** Gathers records into batches: a batch is given when it is full or its window, begun by its first record, is over. */
export function batchQueue<R>(limits: BatchLimits<R>, signal: AbortSignal) {
  const waiting: R[] = [];
  let arrived = ignore;

  const fitting = () => {
    let bytes = 0;
    const tooMuch = waiting.slice(0, limits.records).findIndex((record) => {
      bytes += limits.bytesOf(record);
      return bytes > LARGEST_PAYLOAD_BYTES;
    });
    return tooMuch < 0 ? limits.records : Math.max(1, tooMuch);
  };

  const take = () => {
    const { promise, resolve } = Promise.withResolvers<R[]>();
    let timer: NodeJS.Timeout | undefined;
    const give = () => {
      arrived = ignore; // else a push before the batch is taken over would cut off records for nobody
      resolve(waiting.splice(0, fitting()));
    };
    arrived = () => {
      if (waiting.length >= fitting()) give();
      else if (waiting.length > 0) timer ??= setTimeout(give, limits.windowMs);
    };
    arrived();
    return orStopped(promise, signal).finally(() => clearTimeout(timer));
  };

  const push = (records: readonly R[]) => {
    waiting.push(...records);
    arrived();
  };
  return { push, take };
}
