import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { flowFigures } from '../../../console/server/flow-figures.ts';
import { jobBoard } from '../../../console/server/job-board.ts';
import { liveFeed } from '../../../console/server/live-feed.ts';
import { NO_BOOKS } from '../../../console/server/live-figures.ts';
import { liveHub } from '../../../console/server/live-hub.ts';
import { aLocalSystem } from './a-local-system.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function aFeed() {
  const [hub, figures] = [liveHub(), flowFigures()];
  const feed = liveFeed({ system: aLocalSystem(), local: undefined, hub, figures, jobs: jobBoard() });
  return { hub, figures, feed };
}

const countOf = (page: { read(): unknown }, event: string) =>
  String(page.read()).match(new RegExp(`^event: ${event}$`, 'gm'))?.length ?? 0;

describe('the live feed', () => {
  it('sends ten frames a second at most, whatever passes: 200 orders a second for five seconds', () => {
    const { hub, figures, feed } = aFeed();
    const page = hub.connect(undefined);
    for (let order = 0; order < 1_000; order += 1) {
      for (const edge of ['accept', 'stream', 'publish', 'consume', 'settle'] as const)
        figures.pass({ edge, orderId: `ord_${order}`, at: Date.now(), after: 5, duplicate: false });
      feed.moved();
      vi.advanceTimersByTime(5);
    }

    expect(countOf(page, 'frame')).toBeLessThanOrEqual(50);
    expect(figures.perSecond('accept', Date.now())).toBeGreaterThan(150);
    feed.stop();
  });

  it('sends nothing but a sample a second while nothing happens', () => {
    const { hub, feed } = aFeed();
    const page = hub.connect(undefined);
    vi.advanceTimersByTime(2_000);
    page.read();
    vi.advanceTimersByTime(5_000);

    const text = String(page.read());
    expect(text.match(/^event: \w+$/gm)).toEqual(Array.from({ length: 5 }, () => 'event: sample'));
    feed.stop();
  });

  it('keeps the samples while nobody looks, and sends the books when they change', () => {
    const { hub, feed } = aFeed();
    vi.advanceTimersByTime(3_000);
    expect(hub.samples()).toHaveLength(3);

    const page = hub.connect(undefined);
    feed.setBooks({ ...NO_BOOKS, at: 1, accepted: 7, published: 4 });
    vi.advanceTimersByTime(1_000);
    expect(String(page.read())).toContain('"accepted":7');
    expect(hub.samples().at(-1)).toMatchObject({ publishLag: 3, consumerLag: null });
    feed.stop();
  });

  it('names a store that can not be read until it can be', () => {
    const { hub, feed } = aFeed();
    const page = hub.connect(undefined);
    feed.setTrouble('Kafka', 'no leader');
    vi.advanceTimersByTime(1_000);
    expect(String(page.read())).toContain("Kafka can't be read: no leader");

    feed.setTrouble('Kafka', undefined);
    vi.advanceTimersByTime(1_000);
    expect(String(page.read())).toContain('"troubles":[]');
    feed.stop();
  });

  it('keeps the lag of each partition for the sparklines', () => {
    const { feed } = aFeed();
    const partitions = [{ partition: 2, end: 9, committed: 4, lag: 5 }];
    feed.setLags([{ consumer: 'payment-processor', topic: 't', group: 'g', members: 1, lag: 5, partitions }]);
    vi.advanceTimersByTime(20_000);

    expect(feed.lagHistory('t', 2)).toEqual([5, 5]);
    expect(feed.lagHistory('t', 3)).toEqual([]);
    feed.stop();
  });
});
