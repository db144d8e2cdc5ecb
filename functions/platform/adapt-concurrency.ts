import pLimit from 'p-limit';

/** With how many at once a new environment begins. */
const FIRST = 16;
/** One more for each that succeeds; after the first cut, for each four. */
const STEP = { first: 1, afterCut: 1 / 4 };

/**
 * Works at as many at once as what they wait for takes, at most `most`: one more for each that succeeds, so that a slow
 * service is asked as much as a fast one. Half as many after one that failed, as where a rate limit was met, and where they
 * wait for each other: a gateway that has more to do than it can answers later and later, and in the end too late. Those that
 * were begun before are of the old number: their failures and times say nothing about the new one.
 *
 * This is TCP's slow start and congestion avoidance, with the delay as a sign as in TCP Vegas.
 */
export function adaptConcurrency(most: number, now: () => number = () => performance.now()) {
  const limit = pLimit(Math.min(FIRST, most));
  const latency = latencyWatch(() => limit.concurrency);
  let wanted = limit.concurrency;
  let cuts = 0;

  const change = (to: number) => {
    wanted = Math.min(Math.max(to, 1), most);
    limit.concurrency = Math.floor(wanted);
  };
  const cut = () => {
    cuts++;
    change(wanted / 2);
    latency.begin();
  };

  return {
    limit,
    /** Does one of them, and learns from it. Rejects as the work does. */
    async observe(work: () => Promise<void>): Promise<void> {
      const begun = { at: now(), cuts, window: latency.window() };
      try {
        await work();
      } catch (error) {
        if (cuts === begun.cuts) cut();
        throw error;
      }
      const milliseconds = now() - begun.at;
      if (!latency.isHigh(milliseconds)) change(wanted + (cuts === 0 ? STEP.first : STEP.afterCut));
      if (latency.add(begun.window, milliseconds) === 'high') cut();
    },
  };
}

/** What takes longer than the usual, by this factor and so many milliseconds, waits for the others. */
const HIGH = { factor: 1.5, more: 300 };
/** What is done sooner has asked nobody: a duplicate, say. In milliseconds. */
const LEAST_MS = 10;
/** A mean is taken of as many as are at work, within these limits. */
const SAMPLES = { from: 4, to: 16 };
/** Half as many at once must take less than this part of the time, or it was not they who made each other wait. */
const HELPED = 0.75;

interface Window {
  readonly size: number;
  readonly taken: number[];
}

/** Compares how long work takes with what is usual: the lowest mean there was, until taking less at once does not help. */
function latencyWatch(atWork: () => number) {
  const newWindow = (): Window => ({ size: Math.min(Math.max(atWork(), SAMPLES.from), SAMPLES.to), taken: [] });
  let window = newWindow();
  let usual: number | undefined;
  let highBefore: number | undefined;

  const isHigh = (milliseconds: number) => usual !== undefined && milliseconds > HIGH.factor * usual + HIGH.more;
  const hasNotHelped = (mean: number) => highBefore !== undefined && mean > HELPED * highBefore;
  const begin = () => {
    window = newWindow();
  };
  return {
    window: () => window,
    isHigh,
    begin,
    /** Counts only what was begun in the window that is open; the last of them completes its mean. */
    add(begunIn: Window, milliseconds: number): 'high' | 'usual' {
      if (begunIn !== window || milliseconds < LEAST_MS) return 'usual';
      if (window.taken.push(milliseconds) < window.size) return 'usual';
      const mean = window.taken.reduce((sum, one) => sum + one, 0) / window.taken.length;
      begin();
      if (hasNotHelped(mean)) usual = mean;
      usual = Math.min(usual ?? mean, mean);
      highBefore = isHigh(mean) ? mean : undefined;
      return highBefore === undefined ? 'usual' : 'high';
    },
  };
}
