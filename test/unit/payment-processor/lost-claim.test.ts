import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { aPaymentProcessor, at } from '../../harness/payment-processor.ts';

const order = aPaymentOrder();
const decided = { owner: 'another', decidedAt: at(1) };

/** An attempt whose claim is lost, to what the row then is, while it charges. */
function anAttemptThatLosesItsClaim(to: PaymentRow) {
  const processor = aPaymentProcessor({
    charge: async () => {
      processor.rows.set(order.eventId, to);
      return { kind: 'captured', reference: 'pi_1' };
    },
  });
  return processor;
}

describe('settle a payment whose claim was lost', () => {
  it('is a duplicate when another attempt decided the same', async () => {
    const kept = aPaymentRow({ ...decided, state: 'CAPTURED', gatewayReference: 'pi_1' });
    const { takeAt, rows } = anAttemptThatLosesItsClaim(kept);

    expect(await takeAt(0)(order)).toEqual({ kind: 'duplicate' });
    expect(rows.get(order.eventId)).toEqual(kept);
  });

  it.each(['DECLINED', 'IN_REVIEW'] as const)(
    'keeps the first decision, %s, and tells of the conflict',
    async (state) => {
      const kept = aPaymentRow({ ...decided, state });
      const { takeAt, rows } = anAttemptThatLosesItsClaim(kept);

      expect(await takeAt(0)(order)).toEqual({
        kind: 'conflict',
        kept,
        dropped: { state: 'CAPTURED', gatewayReference: 'pi_1' },
      });
      expect(rows.get(order.eventId)).toEqual(kept);
    },
  );

  it('is a conflict when another attempt captured under another reference, since those are two charges', async () => {
    const kept = aPaymentRow({ ...decided, state: 'CAPTURED', gatewayReference: 'pi_other' });
    const { takeAt, rows } = anAttemptThatLosesItsClaim(kept);

    expect(await takeAt(0)(order)).toMatchObject({ kind: 'conflict', kept });
    expect(rows.get(order.eventId)).toEqual(kept);
  });

  it('is not done while the row is still charging under another attempt', async () => {
    const taken = aPaymentRow({ owner: 'another', attempts: 2 });
    const { takeAt, rows } = anAttemptThatLosesItsClaim(taken);

    expect(await takeAt(0)(order)).toEqual({ kind: 'held-by-another' });
    expect(rows.get(order.eventId)).toEqual(taken);
  });
});
