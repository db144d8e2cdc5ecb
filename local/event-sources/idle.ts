import { orStopped } from './event-source.ts';

const SHORTEST_MS = 5;
const LONGEST_MS = 250; // Lambda polls a shard four times a second

export interface Idle {
  /** Pauses: shortly while there is work, longer and longer while there is none. */
  rest(): Promise<void>;
  /** Ends the pause at once, and the next ones are short again. */
  wake(): void;
}

export function createIdle(signal: AbortSignal): Idle {
  const naps = new Set<() => void>();
  let pause = SHORTEST_MS;
  return {
    rest: async () => {
      const nap = Promise.withResolvers<undefined>();
      const endNap = () => nap.resolve(undefined);
      const timer = setTimeout(endNap, pause);
      pause = Math.min(pause * 2, LONGEST_MS);
      naps.add(endNap);
      await orStopped(nap.promise, signal).finally(() => {
        clearTimeout(timer);
        naps.delete(endNap);
      });
    },
    wake: () => {
      pause = SHORTEST_MS;
      for (const endNap of naps) endNap();
    },
  };
}
