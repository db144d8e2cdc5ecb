import { describe, expect, it } from 'vitest';
import type { Span } from '../../../functions/auditor/audit-sources.ts';
import type { AuditedIntent } from '../../../functions/auditor/order-evidence.ts';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { lookUpIntents, undecidedOrders } from '../../../operations/look-up-intents.ts';
import type { RestoredRows } from '../../../operations/rebuilt-row.ts';
import { inMemoryRestoredRows } from '../../doubles/in-memory-payment-operations.ts';
import { anOrderRow, PLACED_AT } from '../../doubles/order-builders.ts';
import { at } from '../../harness/payments.ts';
import { claim, eventId, toLookUp } from './rebuilding.ts';

const NOW = Date.parse(at(7_200));
const unknown: PaymentRow = { ...claim, ...toLookUp };

const anIntent = (differing: Partial<AuditedIntent> = {}): AuditedIntent => ({
  ...{ id: 'pi_1', status: 'succeeded', createdAt: 0, eventId, orderId: claim.orderId, tenant: claim.tenant },
  ...{ amount: claim.amount, currency: claim.currency },
  ...differing,
});

/** Looks up the row of one order, of which the gateway's list shows this. */
async function lookUp(
  intents: readonly AuditedIntent[],
  { row = unknown, change }: { readonly row?: PaymentRow; readonly change?: RestoredRows['change'] } = {},
) {
  const rows = new Map([[row.eventId, row]]);
  const spans: Span[] = [];
  const list = async (span: Span, visit: (intent: AuditedIntent) => void) => {
    spans.push(span);
    for (const intent of intents) visit(intent);
  };
  const restored = inMemoryRestoredRows(rows);
  const undecided = undecidedOrders();
  undecided.add(anOrderRow());
  const look = lookUpIntents({
    rows: { ...restored, ...(change && { change }) },
    intents: list,
    now: () => new Date(NOW),
  });
  return { report: await look(undecided), row: rows.get(eventId), spans };
}

describe('look up the intents of rebuilt rows', () => {
  it.each(['succeeded', 'processing', 'requires_confirmation', 'requires_payment_method'])(
    'records the only one that could capture: %s',
    async (status) => {
      const { report, row } = await lookUp([anIntent({ status }), anIntent({ id: 'pi_2', status: 'canceled' })]);

      expect(report).toEqual({ found: 1, withoutIntent: 0, left: 0 });
      expect(row).toEqual({ ...unknown, owner: 'rebuilt', intentId: 'pi_1', intentsUnknown: false });
    },
  );

  it.each([
    [[]],
    [[anIntent({ status: 'canceled' })]],
    [[anIntent({ eventId: 'ord_other.order-placed.1', orderId: 'ord_other' })]],
  ])('lets another one be made where none could capture: %j', async (intents) => {
    const { report, row } = await lookUp(intents);

    expect(report).toEqual({ found: 0, withoutIntent: 1, left: 0 });
    expect(row).toEqual({ ...unknown, owner: 'rebuilt', intentsUnknown: false });
  });

  it.each<[string, AuditedIntent[]]>([
    ['several', [anIntent(), anIntent({ id: 'pi_2', status: 'requires_confirmation' })]],
    ['one of another amount', [anIntent({ amount: claim.amount + 1 })]],
    ['one of another currency', [anIntent({ currency: 'JPY' })]],
    ['one of another order', [anIntent({ orderId: 'ord_other' })]],
    ['one that a person made', [anIntent({ eventId: undefined })]],
    ['one of the order for another event', [anIntent({ eventId: 'by-hand' })]],
  ])('leaves the row to its next attempt where there are %s', async (_what, intents) => {
    const { report, row } = await lookUp(intents);

    expect(report).toEqual({ found: 0, withoutIntent: 0, left: 1 });
    expect(row).toEqual(unknown);
  });

  it('takes one that the list shows twice for one', async () => {
    expect(await lookUp([anIntent(), anIntent()])).toMatchObject({ report: { found: 1 }, row: { intentId: 'pi_1' } });
  });

  it.each<PaymentRow>([
    { ...unknown, state: 'CAPTURED' },
    { ...unknown, intentId: 'pi_0' },
    { ...claim, paymentMethod: 'pm_card_visa' },
  ])('leaves a row alone that needs no look: %o', async (row) => {
    expect(await lookUp([anIntent()], { row })).toMatchObject({ report: { found: 0, withoutIntent: 0, left: 0 }, row });
  });

  it('lists from the first order on, with five minutes for clocks that differ', async () => {
    const { spans } = await lookUp([]);

    expect(spans).toEqual([{ from: Date.parse(PLACED_AT) - 300_000, until: NOW + 300_000 }]);
  });

  it('asks nothing where every order is decided', async () => {
    const undecided = undecidedOrders();
    const payment = { state: 'CAPTURED', gatewayReference: 'pi_1', declineCode: null, decidedAt: at(2) } as const;
    undecided.add(anOrderRow({ status: 'PAID', payment }));
    const look = lookUpIntents({
      rows: inMemoryRestoredRows(new Map()),
      intents: () => Promise.reject(new Error('it was asked')),
      now: () => new Date(NOW),
    });

    expect(await look(undecided)).toEqual({ found: 0, withoutIntent: 0, left: 0 });
  });

  it('stops where somebody makes payments meanwhile', async () => {
    await expect(lookUp([anIntent()], { change: async () => false })).rejects.toThrow('was changed meanwhile');
  });
});
