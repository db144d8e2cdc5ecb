import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ORDER_CANCELLED } from '../../../functions/contracts/order-cancelled.ts';
import { ORDER_PLACED, OrderPlaced } from '../../../functions/contracts/order-placed.ts';
import { PAYMENT_DECIDED } from '../../../functions/contracts/payment-decided.ts';
import {
  orderCancelledEvent,
  orderPlacedEvent,
  paymentDecidedEvent,
} from '../../../functions/outbox-publisher/outbox-events.ts';
import { decodeEvent } from '../../../functions/platform/decode-event.ts';
import { aCancelledRow, anOrderPlaced, anOrderRow, aPaymentDecided, orderIdOf } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { anOrderEvent } from '../../doubles/record-builders.ts';
import { VERSIONS_ON_V2, VERSIONS_WHILE_ON_V1 } from './order-placed-v2.ts';
import { storedRecord, storedSample } from './stored-samples.ts';

const { currency, totalAmount, ...others } = anOrderPlaced();
const orderOnV2 = { ...others, total: { amount: totalAmount, currency } };

describe('read events that were published by an earlier version of the code', () => {
  it.each(['order-placed.v1', 'order-placed.v1-with-a-later-field'])('reads %s', (name) => {
    expect(decodeEvent(storedRecord(name), ORDER_PLACED.versions).data).toEqual(anOrderPlaced());
  });

  it("reads order-placed.v1 with the gateway's customer, which a consumer from before the field ignores", () => {
    const record = storedRecord('order-placed.v1-with-a-gateway-customer');
    const earlier = z.omit(OrderPlaced, { gatewayCustomer: true });

    expect(decodeEvent(record, ORDER_PLACED.versions).data).toEqual(anOrderPlaced({ gatewayCustomer: 'cus_1' }));
    expect(decodeEvent(record, { [ORDER_PLACED.type]: earlier }).data).toEqual(anOrderPlaced());
  });

  it('reads payment-decided.v1', () => {
    expect(decodeEvent(storedRecord('payment-decided.v1'), PAYMENT_DECIDED.versions).data).toEqual(aPaymentDecided());
  });
});

describe('read the events of cancelled orders that were published by an earlier version of the code', () => {
  it('reads order-cancelled.v1', () => {
    expect(decodeEvent(storedRecord('order-cancelled.v1'), ORDER_CANCELLED.versions).data).toEqual({
      orderId: orderIdOf(1),
      tenant: 'local',
      orderEventId: ORDER_PLACED.eventId(orderIdOf(1)),
      cancelledAt: '2026-01-01T12:00:02.000Z',
      totalAmount: 1_250,
      currency: 'EUR',
    });
  });

  it.each(['VOID', 'REFUNDED'] as const)('reads payment-decided.v1 of a payment that is %s', (state) => {
    const { headers, value, ...record } = storedRecord('payment-decided.v1');
    const data = { ...JSON.parse(String(value)), state };

    const event = { ...record, headers, value: Buffer.from(JSON.stringify(data)) };

    expect(decodeEvent(event, PAYMENT_DECIDED.versions).data).toEqual(aPaymentDecided({ state }));
  });
});

describe('publish events that earlier versions of the code can read', () => {
  it('still writes order-placed.v1 to the byte', () => {
    expect(anOrderEvent()).toMatchObject(storedSample('order-placed.v1'));
  });

  it("still writes order-placed.v1 with the gateway's customer to the byte", () => {
    const row = anOrderRow({ gatewayCustomer: 'cus_1' });

    expect(orderPlacedEvent('any-prefix.')(row)).toMatchObject(storedSample('order-placed.v1-with-a-gateway-customer'));
  });

  it('still writes order-cancelled.v1 to the byte', () => {
    expect(orderCancelledEvent('any-prefix.')(aCancelledRow())).toMatchObject(storedSample('order-cancelled.v1'));
  });

  it('still writes payment-decided.v1 to the byte', () => {
    const decided = aPaymentRow({
      state: 'CAPTURED',
      decidedAt: aPaymentDecided().decidedAt,
      gatewayReference: 'pi_1',
    });

    expect(paymentDecidedEvent('any-prefix.')(decided)).toMatchObject(storedSample('payment-decided.v1'));
  });
});

describe('go from one version of an event to the next', () => {
  it.each(['order-placed.v1', 'order-placed.v2'])('reads %s before v2 is published, as v1', (name) => {
    expect(decodeEvent(storedRecord(name), VERSIONS_WHILE_ON_V1).data).toEqual(anOrderPlaced());
  });

  it.each(['order-placed.v1', 'order-placed.v2'])('reads %s once the code is on v2, as v2', (name) => {
    expect(decodeEvent(storedRecord(name), VERSIONS_ON_V2).data).toEqual(orderOnV2);
  });

  it('quarantines a version that the deployed code does not know', () => {
    expect(() => decodeEvent(storedRecord('order-placed.v2'), ORDER_PLACED.versions)).toThrow(
      'ce_type chargeonce.order.placed.v2; known: chargeonce.order.placed.v1',
    );
  });
});
