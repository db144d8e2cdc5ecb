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
  /** Shortens the pause, or the next one, to the least: there may be work now. */
  wake(): void;
}

export function createIdle(signal: AbortSignal): Idle {
  let pause = SHORTEST_MS;
  let woken = Promise.withResolvers<undefined>();
  return {
    async rest() {
      const least = Promise.withResolvers<undefined>();
      const timers = [
        setTimeout(() => least.resolve(undefined), LEAST_MS),
        setTimeout(() => woken.resolve(undefined), pause),
      ];
      pause = Math.min(pause * 2, LONGEST_MS);
      await orStopped(Promise.all([least.promise, woken.promise]), signal).finally(() => timers.forEach(clearTimeout));
      woken = Promise.withResolvers();
    },
    busy: () => {
      pause = SHORTEST_MS;
    },
    wake: () => woken.resolve(undefined),
  };
}
