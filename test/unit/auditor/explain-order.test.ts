import { describe, expect, it } from 'vitest';
import { DISCREPANCIES } from '../../../functions/auditor/discrepancies.ts';
import { explainOrder } from '../../../functions/auditor/explain-order.ts';
import type { OrderEvidence } from '../../../functions/auditor/order-evidence.ts';
import { orderIdOf } from '../../doubles/order-builders.ts';
import {
  anAuditedIntent,
  anAuditedOrder,
  anAuditedPayment,
  anEvidence,
  aTopic,
  clock,
  early,
  MINUTE,
  PLACED,
} from './audit-evidence.ts';
import { AT_REST } from './audited-lives.ts';
import { PLANTED, placed } from './planted-evidence.ts';

const LATE = clock();
const kindsOf = (evidence: OrderEvidence, at = LATE) =>
  explainOrder(evidence, at).discrepancies.map(({ kind }) => kind);

describe('explaining an order that fits together', () => {
  it.each(Object.entries(AT_REST))('%s is explained', (_life, evidence) => {
    expect(explainOrder(evidence, LATE)).toMatchObject({ discrepancies: [] });
  });

  it.each([
    ['paid', 'paid', 1_250, 0],
    ['declined', 'declined', 0, 0],
    ['cancelled', 'cancelled', 0, 0],
    ['refunded', 'refunded', 1_250, 1_250],
    ['refunded in parts', 'refunded', 1_250, 1_250],
    ['in review', 'in-review', 1_250, 0],
    ['parked', 'open', 0, 0],
    ['refund due', 'open', 1_250, 0],
    ['charged twice, one given back by hand', 'paid', 2_500, 1_250],
    ['impossible to publish', 'open', 0, 0],
  ] as const)('of %s it shows the life %s, and the money', (of, life, ...[captured, givenBack]) => {
    expect(explainOrder(AT_REST[of], LATE)).toEqual({ life, captured, givenBack, discrepancies: [] });
  });
});

describe('explaining an order that does not fit together', () => {
  it.each(Object.entries(PLANTED))('finds %s, and nothing else', (kind, evidence) => {
    expect(explainOrder(evidence, LATE)).toMatchObject({
      life: 'discrepant',
      discrepancies: [{ kind, orderId: orderIdOf(1), command: expect.stringMatching(/^npm run ops -- /) }],
    });
    expect(kindsOf(evidence)).toHaveLength(1);
  });

  it('knows every kind', () => {
    expect(new Set([...Object.keys(PLANTED), 'row-unreadable'])).toEqual(new Set(Object.keys(DISCREPANCIES)));
  });

  it('shows both sides in minor units', () => {
    expect(explainOrder(PLANTED['captured-other-amount'], LATE).discrepancies).toEqual([
      {
        ...{ kind: 'captured-other-amount', orderId: orderIdOf(1), expected: '1250 EUR', found: 'pi_1 1251 EUR' },
        command: `npm run ops -- order ${orderIdOf(1)}`,
      },
    ]);
  });

  it.each([
    ['another event', { eventId: 'ord_other.order-placed.1' }, 'captured-for-another'],
    ['no whole number of minor units', { amount: undefined }, 'captured-other-amount'],
  ])('compares the capture: %s', (_what, differing, kind) => {
    expect(kindsOf(anEvidence({ intents: [anAuditedIntent(differing)] }))).toEqual([kind]);
  });

  it.each([{ currency: 'USD' }, { tenant: 'another' }, { orderId: orderIdOf(2) }])(
    "compares the payment's row: %o",
    (differing) => {
      expect(kindsOf(anEvidence({ payment: anAuditedPayment(differing) }))).toContain('payment-differs');
    },
  );
});

describe('explaining an order that is under way', () => {
  it.each([
    'status-behind-payment',
    'published-nowhere',
    'cancellation-published-nowhere',
    'not-processed',
    'payment-abandoned',
    'cancellation-without-effect',
    'captured-without-payment',
  ] as const)('counts %s as open until the time is over', (kind) => {
    expect(kindsOf(PLANTED[kind], early())).toEqual([]);
  });

  it('begins the time of an order when the broker got its event', () => {
    const late = anEvidence({
      ...PLANTED['not-processed'],
      topic: aTopic({ decided: [], publishedAt: PLACED + 50 * MINUTE }),
    });

    expect(kindsOf(late)).toEqual([]);
  });

  it('asks nothing of events that are older than what was read of the topic', () => {
    const later = clock({ topicsSince: PLACED + 30 * MINUTE });
    const gone = aTopic({ publishedAt: undefined, decided: [], receipt: 'unknown' });

    expect(kindsOf(anEvidence({ topic: gone }), later)).toEqual([]);
    expect(
      kindsOf(anEvidence({ ...PLANTED['published-nowhere'], order: placed({ receipt: undefined }) }), later),
    ).toEqual([]);
  });

  it('leaves to another alarm what can not be published', () => {
    const unpublishable = anAuditedPayment({ isUnpublishable: true });

    expect(kindsOf(anEvidence({ order: placed(), payment: unpublishable }))).toEqual([]);
  });

  it.each([
    [{ state: 'CHARGING', dueAt: undefined, leaseUntil: PLACED + 50 * MINUTE }],
    [{ state: 'REFUND_DUE', dueAt: undefined, decidedAt: PLACED + 50 * MINUTE }],
  ] as const)('gives an attempt its time: %o', (differing) => {
    const order = differing.state === 'CHARGING' ? placed() : anAuditedOrder({ cancelledAt: PLACED + 2_000 });
    const topic = aTopic({ isCancelled: differing.state === 'REFUND_DUE' });

    expect(kindsOf(anEvidence({ order, topic, payment: anAuditedPayment(differing) }))).toEqual([]);
  });
});
