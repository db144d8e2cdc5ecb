import { describe, expect, it } from 'vitest';
import { adaptConcurrency } from '../../../functions/platform/adapt-concurrency.ts';

/** A gateway that answers after its latency, and works at so many requests at once, each for so long; in milliseconds. */
interface Gateway {
  readonly atOnce?: number;
  readonly work?: number;
  readonly latency: (now: number) => number;
}

/** Environments that each have work without end for the gateway, on a clock of their own. */
function simulated({ atOnce = Number.POSITIVE_INFINITY, work = 0, latency }: Gateway, environments = 6) {
  let now = 0;
  let atWork = 0;
  const events: { readonly at: number; readonly happen: () => void }[] = [];
  const queue: (() => void)[] = [];
  const latencies: number[] = [];
  const later = (milliseconds: number, happen: () => void) => {
    const at = now + milliseconds;
    const index = events.findLastIndex((event) => event.at <= at) + 1;
    events.splice(index, 0, { at, happen });
  };
  const serve = () => {
    while (atWork < atOnce && queue.length > 0) {
      const respond = queue.shift();
      atWork++;
      later(work, () => {
        atWork--;
        respond?.();
        serve();
      });
    }
  };
  const request = () =>
    new Promise<void>((respond) => {
      const begun = now;
      queue.push(() => {
        later(latency(now), () => {
          latencies.push(now - begun);
          respond();
        });
      });
      serve();
    });
  const limits = Array.from({ length: environments }, () => adaptConcurrency(100, () => now));
  const keepBusy = ({ limit, observe }: (typeof limits)[number]) => {
    const one = (): Promise<void> => limit(() => observe(request)).then(one);
    for (let waiting = 0; waiting < 100; waiting++) void one();
  };
  limits.forEach(keepBusy);
  return {
    /** Lets so much time pass, and answers what was requested meanwhile. */
    async pass(milliseconds: number) {
      const until = now + milliseconds;
      latencies.length = 0;
      await new Promise(setImmediate);
      for (let next = events[0]; next !== undefined && next.at <= until; next = events[0]) {
        events.shift();
        now = next.at;
        next.happen();
        await new Promise(setImmediate);
      }
      return { count: latencies.length, slowest: Math.max(...latencies) };
    },
    atOnce: () => limits.map(({ limit }) => limit.concurrency),
  };
}

describe('a gateway that is asked by several environments at once', () => {
  it('and can do less than that is asked for no more than it answers in time', async () => {
    const { pass } = simulated({ atOnce: 2, work: 25, latency: () => 0 });

    const { count, slowest } = await pass(30_000);

    expect(slowest).toBeLessThan(4_000);
    expect(count).toBeGreaterThan(2_350);
  });

  it('is asked as much as ever where it is slow by itself', async () => {
    const { pass, atOnce } = simulated({ latency: () => 2_000 });
    await pass(10_000);

    expect(atOnce()).toEqual(Array(6).fill(100));
  });

  it('is asked as much again when it has become slow by itself', async () => {
    const { pass, atOnce } = simulated({ latency: (now) => (now < 3_000 ? 100 : 2_000) });
    await pass(3_000);
    expect(atOnce()).toEqual(Array(6).fill(100));
    await pass(40_000);

    expect(Math.min(...atOnce())).toBeGreaterThan(90);
  });
});
