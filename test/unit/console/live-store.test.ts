import { describe, expect, it } from 'vitest';
import type { Books, LiveSample } from '../../../console/contract/live-events.ts';
import { verdictOf } from '../../../console/page/src/books-verdict.ts';
import { routeOf } from '../../../console/page/src/page-route.ts';
import { withSteps } from '../../../console/page/src/recent-steps.ts';
import { WINDOW_MS, withSamples } from '../../../console/page/src/sample-window.ts';

const nothing = { ordersPerSecond: 0, paidPerSecond: 0, publishLag: 0, consumerLag: 0, p50: null, p99: null };
const sampleAt = (at: number): LiveSample => ({ ...nothing, at, duplicates: 0 });
const times = (samples: readonly LiveSample[]) => samples.map(({ at }) => at);

describe('keeping samples', () => {
  it('adds the newest at the end', () => {
    expect(times(withSamples([sampleAt(1_000)], [sampleAt(2_000)]))).toEqual([1_000, 2_000]);
  });

  it('keeps each moment once, in order, when a resumed stream and the read of all overlap', () => {
    const known = [sampleAt(1_000), sampleAt(4_000)];

    expect(times(withSamples(known, [sampleAt(2_000), sampleAt(3_000), sampleAt(4_000)]))).toEqual([
      1_000, 2_000, 3_000, 4_000,
    ]);
    expect(times(withSamples(known, [sampleAt(1_000)]))).toEqual([1_000, 4_000]);
  });

  it('drops what is older than the window, and changes nothing where nothing came', () => {
    const known = [sampleAt(0), sampleAt(1_000)];

    expect(times(withSamples(known, [sampleAt(WINDOW_MS + 500)]))).toEqual([1_000, WINDOW_MS + 500]);
    expect(withSamples(known, [])).toBe(known);
  });
});

describe('keeping steps', () => {
  const step = (orderId: string, after: number) => ({ orderId, step: 'paid', detail: '', after });

  it('has the newest first, each once', () => {
    const first = withSteps([], { at: 1, steps: [step('a', 10), step('b', 20)] });
    const second = withSteps(first, { at: 2, steps: [step('b', 20), step('c', 30), step('c', 30)] });

    expect(second.map(({ orderId, at }) => [orderId, at])).toEqual([
      ['c', 2],
      ['b', 1],
      ['a', 1],
    ]);
  });

  it('stays the same where a frame brings nothing, and keeps thirty', () => {
    const known = withSteps([], { at: 1, steps: Array.from({ length: 40 }, (_, index) => step('a', index)) });

    expect(known).toHaveLength(30);
    expect(known[0]?.after).toBe(39);
    expect(withSteps(known, { at: 2, steps: [] })).toBe(known);
  });
});

describe('the verdict of the books', () => {
  const balanced: Books = {
    at: 1,
    since: null,
    accepted: 9,
    published: 9,
    settled: 9,
    open: 0,
    lost: 0,
    double: 0,
    inReview: 0,
    parked: 0,
    deadLetters: 0,
    captured: 8,
    paid: 8,
    copies: 0,
    suspects: [],
  };

  it.each([
    { of: 'equal books', books: balanced, words: 'balanced' },
    { of: 'an open order', books: { ...balanced, accepted: 10, published: 10, open: 1 }, words: '1 under way' },
    { of: 'an order not published', books: { ...balanced, accepted: 11, open: 1 }, words: '2 under way' },
    { of: 'a lost order', books: { ...balanced, lost: 1, open: 1 }, words: 'BROKEN: 1 lost' },
    { of: 'a second charge', books: { ...balanced, lost: 2, double: 1 }, words: 'BROKEN: 2 lost, 1 charged twice' },
    { of: 'a ledger that is not read', books: { ...balanced, double: null, captured: null }, words: 'balanced' },
    { of: 'a ledger that is behind', books: { ...balanced, captured: 7 }, words: 'counting …' },
    { of: 'charges of orders in review', books: { ...balanced, captured: 9, inReview: 1 }, words: 'balanced' },
    { of: 'books not read yet', books: { ...balanced, at: null, lost: 1 }, words: 'counting …' },
    { of: 'no books', books: undefined, words: 'counting …' },
  ])('of $of: $words', ({ books, words }) => {
    expect(verdictOf(books).words).toBe(words);
  });
});

describe('the route of an address', () => {
  it.each([
    ['', 'flow', null],
    ['#/nothing-known', 'flow', null],
    ['#/orders', 'orders', null],
    ['#/orders/', 'orders', null],
    ['#/orders/ord_1%2F2', 'orders', 'ord_1/2'],
    ['#/orders/100%', 'orders', '100%'],
    ['#/dead-letters', 'dead-letters', null],
  ])('%s', (hash, view, id) => {
    expect(routeOf(hash)).toMatchObject({ view, id });
  });

  it('has the query of the hash', () => {
    const { id, query } = routeOf('#/topics/orders.order-placed.v1?partition=2&offset=17');

    expect([id, query.get('partition'), query.get('offset')]).toEqual(['orders.order-placed.v1', '2', '17']);
  });
});
