import type { ConsumedCapacity, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { placeOrder } from '../../functions/order-api/place-order.ts';
import { dynamoOrderOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { orderPlacedEvent } from '../../functions/outbox-publisher/order-event.ts';
import { dynamoPaymentLedger } from '../../functions/payment-processor/dynamo-payment-ledger.ts';
import { takePayment } from '../../functions/payment-processor/take-payment.ts';
import { dynamoOrderStatusStore } from '../../functions/status-updater/dynamo-order-status-store.ts';
import { updateStatus } from '../../functions/status-updater/update-status.ts';
import { inMemoryPaymentGateway } from '../doubles/in-memory-payment-gateway.ts';
import { anOrderRequest, aPaymentDecided, PLACED_AT, TRACEPARENT } from '../doubles/order-builders.ts';
import { aChargeWindow, aPaymentOrder } from '../doubles/payment-builders.ts';
import { createOrdersTable, createPaymentsTable } from '../harness/flow-tables.ts';
import { testDynamoDb } from '../harness/tables.ts';

interface Units {
  readonly table: number;
  readonly index: number;
}

/** Has DynamoDB answer what each write costs, and keeps that. */
function meter(dynamo: DynamoDBClient): Units[] {
  const units: Units[] = [];
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } });
      units.push(unitsOf((answer.output as { ConsumedCapacity: ConsumedCapacity }).ConsumedCapacity));
      return answer;
    },
    { step: 'initialize' },
  );
  return units;
}

const unitsOf = ({ Table, GlobalSecondaryIndexes = {} }: ConsumedCapacity): Units => ({
  table: Table?.CapacityUnits ?? Number.NaN,
  index: Object.values(GlobalSecondaryIndexes).reduce((sum, { CapacityUnits = Number.NaN }) => sum + CapacityUnits, 0),
});

/** Places, publishes, charges and settles one order through the adapters that are deployed. */
async function liveThrough(lineCount: number): Promise<Units[]> {
  const dynamo = testDynamoDb();
  const orders = { dynamo, table: await createOrdersTable(dynamo), now: () => new Date(PLACED_AT) };
  const ledger = dynamoPaymentLedger({ dynamo, table: await createPaymentsTable(dynamo) });
  const units = meter(dynamo);
  const lines = Array.from({ length: lineCount }, (_, number) => ({
    sku: `tea-${number}`,
    quantity: 2,
    unitAmount: 1_250,
  }));

  const place = placeOrder({ ...orders, orders: dynamoOrderStore(orders) });
  const request = anOrderRequest({ lines });
  const placed = await place({ tenant: 'local', idempotencyKey: 'k1', request, traceparent: TRACEPARENT });
  if (placed.kind !== 'placed') throw new Error(`not placed: ${placed.kind}`);

  const { order } = placed;
  const event = orderPlacedEvent('orders.order-placed.v1')(order);
  if (event === undefined) throw new Error('a placed order has an event');
  const receipt = { topic: event.topic, partition: 4, offset: 123_456, acknowledgedAt: PLACED_AT };
  await dynamoOrderOutbox(orders).close({ kind: 'event', rowKey: order.orderId, event, requeues: 0 }, receipt);

  const gateway = inMemoryPaymentGateway();
  const take = takePayment({
    ...orders,
    ledger,
    gateway,
    window: aChargeWindow(),
    newToken: () => crypto.randomUUID(),
  });
  await take(aPaymentOrder(order));

  const payment = aPaymentDecided({ orderId: order.orderId, amount: order.totalAmount });
  await updateStatus({ orders: dynamoOrderStatusStore(orders) })(payment);
  return units;
}

const total = (units: readonly Units[]) => units.reduce((sum, { table, index }) => sum + table + index, 0);

describe("write one order's life", () => {
  it('takes 5 table units and 2 index units for a small order', async () => {
    const units = await liveThrough(1);

    expect(units).toEqual([
      { table: 1, index: 1 }, // put
      { table: 1, index: 0 }, // receipt
      { table: 1, index: 0 }, // claim
      { table: 1, index: 0 }, // settle
      { table: 1, index: 1 }, // status
    ]);
  });

  it('takes 13 units in all for one with 50 lines, as only the writes of the Orders row grow', async () => {
    const units = await liveThrough(50);

    expect(units.map(({ table }) => table)).toEqual([3, 3, 1, 1, 3]);
    expect(total(units)).toBe(13);
  });
});
