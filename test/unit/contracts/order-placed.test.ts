import { describe, expect, it } from 'vitest';
import { ORDER_PLACED, OrderPlaced, paymentEventId } from '../../../functions/contracts/order-placed.ts';
import { OUTBOX_ID } from '../../doubles/foreign-records.ts';
import { anOrderPlaced, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';

const isRead = (differing: object) => OrderPlaced.safeParse({ ...anOrderPlaced(), ...differing }).success;

describe('read the event of an order', () => {
  it.each([
    ['tenant', 't'.repeat(256), 't'.repeat(257)],
    ['customerId', 'c'.repeat(128), 'c'.repeat(129)],
    ['paymentMethod', 'p'.repeat(128), 'p'.repeat(129)],
    ['gatewayCustomer', `cus_${'1'.repeat(120)}`, `cus_${'1'.repeat(121)}`],
    ['placedAt', PLACED_AT.replace('.000', '.000000000'), PLACED_AT.replace('.000', '.0000000000')],
  ])('takes %s up to its bound', (field, longest, tooLong) => {
    expect(isRead({ [field]: longest })).toBe(true);
    expect(isRead({ [field]: tooLong })).toBe(false);
  });

  it('takes texts that orders could have before the API refused them', () => {
    expect(isRead({ customerId: 'c\n1', paymentMethod: 'pm 1', totalAmount: 1 })).toBe(true);
  });
});

describe('name the payment of an order', () => {
  it('by the id of the order, or of the event that another system gave it', () => {
    expect(paymentEventId(orderIdOf(1))).toBe(ORDER_PLACED.eventId(orderIdOf(1)));
    expect(paymentEventId(OUTBOX_ID)).toBe(OUTBOX_ID);
  });
});
