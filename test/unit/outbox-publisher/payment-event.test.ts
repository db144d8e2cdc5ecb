import { describe, expect, it } from 'vitest';
import { PaymentDecided } from '../../../functions/contracts/payment-decided.ts';
import { paymentDecidedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';

const eventOf = paymentDecidedEvent('dev.');
const decidedAt = '2026-01-01T12:00:01.000Z';
const captured = aPaymentRow({ state: 'CAPTURED', decidedAt, gatewayReference: 'pi_1' });

describe('build the event of a decided payment', () => {
  // Headers and value, to the byte: test/unit/contracts/event-versions.test.ts.
  it('has the topic that it is given', () => {
    expect(eventOf(captured)).toMatchObject({ topic: 'dev.payments.payment-decided.v1' });
  });

  it.each([
    aPaymentRow({ state: 'DECLINED', decidedAt, declineCode: 'expired_card' }),
    aPaymentRow({ state: 'IN_REVIEW', decidedAt, reviewReason: 'none' }),
    aPaymentRow({ state: 'VOID', decidedAt, declineCode: 'order_cancelled' }),
    aPaymentRow({ state: 'REFUNDED', decidedAt, gatewayReference: 'pi_1' }),
    captured,
  ])('keeps the contract of its consumers for $state', (row) => {
    const event = eventOf(row);

    const data = PaymentDecided.parse(JSON.parse(event.value));

    expect(data).toMatchObject({ state: row.state, declineCode: row.declineCode ?? null });
    expect(event.id).toBe(`${row.eventId}:${row.state.toLowerCase()}`);
  });

  it('is identical at each publication, whatever happened to the row in between', () => {
    expect(eventOf({ ...captured, requeues: 3, owner: 'another', attempts: 9 })).toEqual(eventOf(captured));
  });
});
