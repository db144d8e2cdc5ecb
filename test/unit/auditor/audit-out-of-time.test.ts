import { describe, expect, it } from 'vitest';
import type { AuditSources } from '../../../functions/auditor/audit-sources.ts';
import type { AuditedIntent, AuditedOrder, AuditedRefund } from '../../../functions/auditor/order-evidence.ts';
import { type AuditTime, runAudit } from '../../../functions/auditor/run-audit.ts';
import { orderIdOf } from '../../doubles/order-builders.ts';
import {
  anAuditedIntent,
  anAuditedOrder,
  anAuditedPayment,
  anAuditedRefund,
  MINUTE,
  PLACED,
} from './audit-evidence.ts';

const NOW = PLACED + 60 * MINUTE;
const span = { from: PLACED - MINUTE, until: PLACED + MINUTE };

interface Stores {
  readonly orders?: readonly AuditedOrder[];
  readonly intents?: readonly AuditedIntent[];
  readonly refunds?: readonly AuditedRefund[];
}

/** An audit of these, each step of which takes a second: a page, a row, an intent. */
function anAudit({ orders = [], intents = [], refunds = [] }: Stores) {
  let now = NOW;
  const second = <Value>(value: Value): Value => {
    now += 1_000;
    return value;
  };
  const sources: AuditSources = {
    rows: {
      async read(_wanted, visit) {
        for (const order of orders) {
          visit.nextPage();
          visit.order(second(order));
        }
        for (let page = 0; page < 3; page++) second(visit.nextPage());
      },
      order: async (orderId) => second(orders.find((order) => order.orderId === orderId)),
      payment: async () => anAuditedPayment(),
    },
    topics: { read: async () => ({ topic: '', since: 0, partitions: new Map() }), idAt: async () => undefined },
    gateway: {
      async intents(_span, visit) {
        for (const intent of intents) visit(second(intent));
      },
      async refunds(_span, visit) {
        for (const refund of refunds) visit(second(refund));
      },
      intent: async (id) => second(anAuditedIntent({ id })),
      refundsOf: async () => [],
    },
  };
  const audit = runAudit({ ...sources, now: () => new Date(now), lag: MINUTE, progress: () => undefined });
  return (time: { readonly [Name in keyof AuditTime]?: number }, left: readonly string[] = []) =>
    audit({ span, left, time: { readUntil: NOW + (time.readUntil ?? 1e9), lookUntil: NOW + (time.lookUntil ?? 1e9) } });
}

const refundOf = (intentId: string) => anAuditedRefund({ id: `re_${intentId}`, intentId, createdAt: PLACED });
const suspect = (number: number) => anAuditedOrder({ orderId: orderIdOf(number) });

describe('an audit whose time is over', () => {
  it.each<[string, Stores, number]>([
    ['in the table of orders', { orders: [suspect(1), suspect(2)] }, 2_000],
    ['in a table in which nothing is of the span', {}, 2_000],
    ["in the gateway's list", { intents: [anAuditedIntent(), anAuditedIntent()] }, 4_500],
    ['at the intents of refunds', { refunds: ['pi_1', 'pi_2'].map(refundOf) }, 5_500],
  ])('says so while it reads, %s', async (_where, stores, readUntil) => {
    const audit = anAudit(stores);

    await expect(audit({ readUntil })).rejects.toMatchObject({ name: 'AuditOutOfTime' });
  });

  it('looks at no further order, and leaves those before the ones that it has looked at', async () => {
    const audit = anAudit({ orders: Array.from({ length: 20 }, (_, number) => suspect(number)) });

    // Twenty rows and three pages are read, and a look reads its order twice.
    const report = await audit({ lookUntil: 23_000 + 3_000 }, ['ord_left']);

    expect(report.notLookedAt).toBeGreaterThan(5);
    expect(report.notLookedAt).toBeLessThan(20);
    expect(report.left.slice(0, report.notLookedAt)).toContain('ord_left');
    expect(report.left).toHaveLength(21);
  });
});
