import { setTimeout as sleep } from 'node:timers/promises';
import { orStopped } from './event-source.ts';

const SHORTEST_MS = 100;
const LONGEST_MS = 250; // Lambda polls a shard four times a second
/** Between two looks at a stream, also when woken: under load a look then brings several records. */
const LEAST_MS = 60;

export interface Idle {
  /** Pauses: shortly after work, longer and longer while there is none. */
  rest(): Promise<void>;
  /** There was work: the next pause is short. */
  busy(): void;
  /** Ends the pause, or skips the next one: there may be work now. */
  wake(): void;
}

export function createIdle(signal: AbortSignal): Idle {
  let pause = SHORTEST_MS;
  let woken = Promise.withResolvers<undefined>();
  return {
    async rest() {
      await sleep(LEAST_MS, undefined, { signal });
      const { promise, resolve } = woken;
      const timer = setTimeout(() => resolve(undefined), pause - LEAST_MS);
      pause = Math.min(pause * 2, LONGEST_MS);
      await orStopped(promise, signal).finally(() => clearTimeout(timer));
      woken = Promise.withResolvers();
    },
    busy: () => {
      pause = SHORTEST_MS;
    },
    wake: () => woken.resolve(undefined),
  };
}
