import * as z from 'zod/mini';
import type { Order, PostResponse, Sighting } from '../../../../cli/smoke/smoke-order.ts';
import { ORDER_PLACED, OrderPlaced } from '../../../../functions/contracts/order-placed.ts';
import type { EncodedRecord } from '../../../../functions/contracts/quarantined-record.ts';
import { orderResource } from '../../../../functions/order-api/get-order.ts';
import { anOrderPlaced, anOrderRequest, anOrderRow } from '../../../doubles/order-builders.ts';

const receipt = { topic: ORDER_PLACED.topic, partition: 2, offset: 17, acknowledgedAt: '2026-01-01T12:00:00.100Z' };

/** An order as the API shows it, published and paid. */
export const aPaidOrder = (differing: Partial<Order> = {}): Order => ({
  ...orderResource(anOrderRow({ status: 'PAID', receipt })),
  ...differing,
});

export const aPostResponse = (differing: Partial<PostResponse> = {}): PostResponse => ({
  status: 202,
  replayed: false,
  order: aPaidOrder({ status: 'PLACED' }),
  refusal: '',
  ms: 120,
  ...differing,
});

/** The record of that order as kafka-operator reads it; parts of it may be given as text. */
export function aRecordOf(
  parts: { readonly value?: string; readonly key?: string; readonly id?: string } = {},
): EncodedRecord {
  const event = anOrderPlaced();
  const { value = eventText(), key = event.orderId, id = ORDER_PLACED.eventId(event.orderId) } = parts;
  return {
    ...{ topic: ORDER_PLACED.topic, partition: 2, offset: 17, timestamp: 0 },
    key: base64(key),
    value: base64(value),
    headers: [{ name: 'ce_id', value: base64(id) }],
  };
}

/** The value of the order's event. */
export const eventText = (differing: Partial<OrderPlaced> = {}) =>
  JSON.stringify(z.parse(OrderPlaced, anOrderPlaced(differing)));

const base64 = (text: string) => Buffer.from(text).toString('base64');

export const anIntent = (differing: { readonly status?: string; readonly amount_received?: number } = {}) => ({
  id: 'pi_1',
  status: 'succeeded',
  amount: 1_250,
  amount_received: 1_250,
  currency: 'eur',
  metadata: {},
  ...differing,
});

/** What a smoke run sees of a system in which all is well. */
export const aSighting = (differing: Partial<Sighting> = {}): Sighting => ({
  request: anOrderRequest(),
  placed: aPostResponse(),
  order: aPaidOrder(),
  publishedMs: 400,
  decidedMs: 900,
  record: aRecordOf(),
  repeated: aPostResponse({ replayed: true }),
  gateway: { intents: [anIntent()] },
  ...differing,
});
