import { effect, type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Frame } from '../../contract/live-events.ts';
import { get, wordsOf } from './call-console.ts';
import { frame, live } from './console-store.ts';
import { startRefetching } from './refetching.ts';

export interface Fetched<T> {
  /** What came last; undefined before the first time. It stays where a later attempt fails. */
  readonly data: ReadonlySignal<T | undefined>;
  /** Why the last attempt failed, in words. */
  readonly problem: ReadonlySignal<string | undefined>;
}

interface FetchedOptions {
  /** Whether a frame says that it has changed; without it any order's step does. */
  readonly isTouchedBy?: (frame: Frame) => boolean;
  /** Milliseconds, where nothing was noticed. */
  readonly atMost?: number;
  /** Whether the events say nothing about it. */
  readonly byTimeOnly?: boolean;
}

const movedAnOrder = ({ steps }: Frame) => steps.length > 0;

/** One of the routes of live-events.ts, kept fresh while the page is visible. A null path fetches nothing. */
export function useFetched<T>(path: string | null, options: FetchedOptions = {}): Fetched<T> {
  const data = useSignal<T | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const { isTouchedBy = movedAnOrder, atMost = 5_000, byTimeOnly = false } = options;

  useEffect(() => {
    if (path === null) return;
    data.value = undefined;
    problem.value = undefined;
    const leaving = new AbortController();
    const load = async () => {
      try {
        data.value = await get<T>(path, leaving.signal);
        problem.value = undefined;
      } catch (error) {
        if (!leaving.signal.aborted) problem.value = wordsOf(error);
      }
    };
    const { notice, stop } = startRefetching({ load, isHidden: () => document.hidden, atLeast: 1_000, atMost });
    const unwatch = effect(() => {
      const [moved, figures] = [frame.value, live.value];
      if (!byTimeOnly && ((moved && isTouchedBy(moved)) || figures)) notice();
    });
    document.addEventListener('visibilitychange', notice);
    return () => {
      leaving.abort();
      stop();
      unwatch();
      document.removeEventListener('visibilitychange', notice);
    };
  }, [path]);
  return { data, problem };
}
