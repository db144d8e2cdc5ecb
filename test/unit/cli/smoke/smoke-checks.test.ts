import { describe, expect, it } from 'vitest';
import { checksOf, isGood, smokeText } from '../../../../cli/smoke/smoke-checks.ts';
import { orderIdOf } from '../../../doubles/order-builders.ts';
import { anIntent, aPaidOrder, aPostResponse, aRecordOf, aSighting, eventText } from './smoke-builders.ts';

const failures = (differing: Parameters<typeof aSighting>[0]) =>
  checksOf(aSighting(differing))
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ what, seen }) => `${what}: ${seen}`);

describe('check what a smoke run has seen', () => {
  it('finds nothing wrong where all is well', () => {
    const checks = checksOf(aSighting());

    expect(checks.map(({ what, outcome }) => [what, outcome])).toEqual([
      ['accepted', 'ok'],
      ['published', 'ok'],
      ['paid', 'ok'],
      ['record re-read', 'ok'],
      ['repeated request', 'ok'],
      ['charged once', 'ok'],
    ]);
    expect(smokeText('dev', checks)).toContain('Stage dev works.');
  });

  it('checks nothing else where the order was refused', () => {
    const placed = aPostResponse({ status: 401, order: undefined, refusal: '{"title":"no tenant"}' });

    expect(checksOf(aSighting({ placed, order: undefined }))).toEqual([
      { what: 'accepted', outcome: 'failed', seen: 'POST /orders answered 401: {"title":"no tenant"}' },
    ]);
  });

  it('tells a total that is not the sum of the lines', () => {
    const placed = aPostResponse({ order: aPaidOrder({ totalAmount: 1 }) });

    expect(failures({ placed })).toEqual(['accepted: 202 after 120 ms, with a total of 1 instead of 1250']);
  });

  it('tells an order that was not published', () => {
    const { event } = aPaidOrder();
    const order = aPaidOrder({ status: 'PLACED', event: { ...event, receipt: null } });

    expect(failures({ order, decidedMs: undefined, record: undefined })).toEqual([
      expect.stringContaining('published: no receipt'),
      expect.stringContaining('paid: still PLACED'),
    ]);
  });

  it('tells an order that was declined', () => {
    const order = aPaidOrder({ status: 'DECLINED' });

    expect(failures({ order, gateway: { intents: [] } })).toEqual([
      'paid: DECLINED after 900 ms',
      'charged once: the gateway holds no captured charge',
    ]);
  });

  it.each([
    { record: null, says: 'nothing is at the place' },
    { record: aRecordOf({ key: orderIdOf(2) }), says: 'another key' },
    { record: aRecordOf({ id: 'other' }), says: 'another ce_id' },
    { record: aRecordOf({ value: eventText({ totalAmount: 1_251 }) }), says: 'another value' },
    { record: aRecordOf({ value: `${eventText()} ` }), says: 'another value' },
    { record: aRecordOf({ value: '{' }), says: 'another value' },
    { record: aRecordOf({ value: '{', key: 'k' }), says: 'another key and value' },
  ])('reports a record that is not the event to the byte: $says', ({ record, says }) => {
    expect(failures({ record })).toEqual([expect.stringMatching(`record re-read: .*${says}`)]);
  });

  it.each([
    {
      repeated: aPostResponse({ replayed: true, order: aPaidOrder({ orderId: orderIdOf(2) }) }),
      says: 'another order',
    },
    { repeated: aPostResponse({ replayed: false }), says: 'no Idempotent-Replayed' },
    { repeated: aPostResponse({ status: 503, order: undefined, refusal: 'busy' }), says: 'answered 503: busy' },
  ])('reports a repeated request that is not answered as one: $says', ({ repeated, says }) => {
    expect(failures({ repeated })).toEqual([expect.stringContaining(says)]);
  });

  it.each([
    { intents: [anIntent(), anIntent()] },
    { intents: [anIntent({ amount_received: 1_251 })] },
    { intents: [anIntent({ status: 'canceled' })] },
  ])('reports anything but one charge of the total', ({ intents }) => {
    expect(failures({ gateway: { intents } })).toEqual([expect.stringContaining('charged once: ')]);
  });

  it('says what it could not look at, and does not call that a failure', () => {
    const checks = checksOf(aSighting({ gateway: { unknown: 'no key: set GATEWAY_KEY' } }));

    expect(isGood(checks)).toBe(true);
    expect(smokeText('prod', checks)).toContain('Stage prod works; not looked at: charged once.');
  });

  it('ends with what does not work', () => {
    const checks = checksOf(aSighting({ record: null, gateway: { intents: [] } }));

    expect(isGood(checks)).toBe(false);
    expect(smokeText('dev', checks)).toMatch(/\nStage dev does NOT work: record re-read, charged once$/);
  });
});
