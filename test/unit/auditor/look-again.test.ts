import { describe, expect, it } from 'vitest';
import type { AuditSources } from '../../../functions/auditor/audit-sources.ts';
import { lookAgain } from '../../../functions/auditor/look-again.ts';
import type { AuditedOrder, AuditedPayment } from '../../../functions/auditor/order-evidence.ts';
import {
  anAuditedIntent,
  anAuditedOrder,
  anAuditedPayment,
  anAuditedRefund,
  anEvidence,
  aTopic,
} from './audit-evidence.ts';

interface Stores {
  /** As each read in turn finds them. */
  readonly orders?: readonly AuditedOrder[];
  readonly payments?: readonly AuditedPayment[];
  readonly idAt?: string | undefined;
  readonly covers?: boolean;
}

const REFUND = anAuditedRefund();

function lookAt({ orders = [anAuditedOrder()], payments = [anAuditedPayment()], idAt, covers = true }: Stores) {
  const reads = { order: 0, payment: 0 };
  const rows: AuditSources['rows'] = {
    read: async () => undefined,
    order: async () => orders[reads.order++] ?? orders.at(-1),
    payment: async () => payments[reads.payment++] ?? payments.at(-1),
  };
  const gateway: AuditSources['gateway'] = {
    intents: async () => undefined,
    refunds: async () => undefined,
    intent: async (id) => (id === 'pi_none' ? undefined : anAuditedIntent({ id })),
    refundsOf: async (intentId) => [{ ...REFUND, intentId }],
  };
  const topics: AuditSources['topics'] = {
    read: async () => ({ topic: '', since: 0, partitions: new Map() }),
    idAt: async () => idAt,
  };
  return lookAgain({ rows, gateway, topics, covers: () => covers });
}

const OWN = `${anAuditedOrder().orderId}.order-placed.1`;

describe('looking at an order again', () => {
  it('reads everything of it anew: rows, record, every intent that is named, and their refunds', async () => {
    const payments = [anAuditedPayment({ reference: 'pi_2' })];
    const look = lookAt({ payments, idAt: OWN });

    const found = await look(anEvidence({ intents: [anAuditedIntent({ id: 'pi_3' })] }));

    expect(found).toMatchObject({
      kind: 'still',
      evidence: {
        order: anAuditedOrder(),
        payment: payments[0],
        topic: { receipt: 'its own' },
        intents: ['pi_3', 'pi_1', 'pi_2'].map((id) => ({ id })),
        refunds: ['pi_3', 'pi_1', 'pi_2'].map((intentId) => ({ intentId })),
      },
    });
  });

  it.each([
    ['its order has changed since it was read first', { orders: [anAuditedOrder({ version: 4 })] }],
    ['its order changes during the look', { orders: [anAuditedOrder(), anAuditedOrder({ version: 4 })] }],
    [
      'its payment changes during the look',
      { payments: [anAuditedPayment(), anAuditedPayment({ state: 'REFUND_DUE' })] },
    ],
  ] as const)('takes it to be under way where %s', async (_what, stores) => {
    expect(await lookAt({ ...stores, idAt: OWN })(anEvidence())).toEqual({ kind: 'moving' });
  });

  it.each([
    ['another', { idAt: 'ord_2.order-placed.1' }],
    ['none', { idAt: undefined }],
    ['unknown', { idAt: undefined, covers: false }],
  ] as const)('reports the record that the receipt names: %s', async (receipt, stores) => {
    expect(await lookAt(stores)(anEvidence({ topic: aTopic({ receipt: 'none' }) }))).toMatchObject({
      evidence: { topic: { receipt } },
    });
  });
});
