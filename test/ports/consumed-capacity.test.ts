import type { ConsumedCapacity, DynamoDB } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { placeOrder } from '../../functions/order-api/place-order.ts';
import { dynamoOrderOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { orderPlacedEvent } from '../../functions/outbox-publisher/outbox-events.ts';
import { dynamoOrderStatusStore } from '../../functions/status-updater/dynamo-order-status-store.ts';
import { updateStatus } from '../../functions/status-updater/update-status.ts';
import { anOrderRequest, aPaymentDecided, orderIdOf, PLACED_AT, TRACEPARENT } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { LOST } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import { createOrdersTable } from '../harness/test-tables.ts';

interface Units {
  /** Get, Put, Update or Query. */
  readonly call: string;
  readonly table: number;
  readonly index: number;
}

/** Has DynamoDB answer what each call costs, and keeps that. */
function meter(dynamo: DynamoDB): Units[] {
  const units: Units[] = [];
  dynamo.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } });
        const { ConsumedCapacity } = answer.output as { ConsumedCapacity: ConsumedCapacity | [ConsumedCapacity] };
        const [consumed = {}] = [ConsumedCapacity].flat();
        units.push({ call: commandName.replace(/(Item)?Command$/, ''), ...unitsOf(consumed) });
        return answer;
      },
    { step: 'initialize' },
  );
  return units;
}

const unitsOf = ({ Table, GlobalSecondaryIndexes = {} }: ConsumedCapacity) => ({
  table: Table?.CapacityUnits ?? Number.NaN,
  index: Object.values(GlobalSecondaryIndexes).reduce((sum, { CapacityUnits = Number.NaN }) => sum + CapacityUnits, 0),
});

/** Places, publishes, charges and settles one order through the adapters that are deployed. */
async function liveThrough(lineCount: number): Promise<Units[]> {
  const { dynamo, charge } = await paymentsInDynamoDb();
  const orders = { dynamo, table: await createOrdersTable(dynamo), now: () => new Date(PLACED_AT) };
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
  const event = orderPlacedEvent('')(order);
  const receipt = { topic: event.topic, partition: 4, offset: 123_456, acknowledgedAt: PLACED_AT };
  await dynamoOrderOutbox(orders).close(
    { kind: 'event', rowKey: order.orderId, sequence: 1, event, requeues: 0 },
    receipt,
  );

  await charge(aPaymentOrder(order));

  const payment = aPaymentDecided({ orderId: order.orderId, amount: order.totalAmount });
  await updateStatus({ orders: dynamoOrderStatusStore(orders) })(payment);
  return units;
}

const writesOf = (units: readonly Units[]) => units.filter(({ call }) => call === 'Put' || call === 'Update');
const total = (units: readonly Units[]) => units.reduce((sum, { table, index }) => sum + table + index, 0);

describe("one order's life", () => {
  it('takes 7 write units, and half a read unit before the claim', async () => {
    expect(await liveThrough(1)).toEqual([
      { call: 'Put', table: 1, index: 1 }, // order
      { call: 'Update', table: 1, index: 0 }, // receipt
      { call: 'Get', table: 0.5, index: 0 },
      { call: 'Put', table: 1, index: 0 }, // claim with its intent
      { call: 'Update', table: 1, index: 0 }, // decision
      { call: 'Update', table: 1, index: 1 }, // status
    ]);
  });

  it('takes 13 write units in all for one with 50 lines, as only the writes of the Orders row grow', async () => {
    const writes = writesOf(await liveThrough(50));

    expect(writes.map(({ table }) => table)).toEqual([3, 3, 1, 1, 3]);
    expect(total(writes)).toBe(13);
  });
});

describe('an attempt at a payment', () => {
  const order = aPaymentOrder();
  const lost = async () => LOST;

  it('takes half a read unit and no write for an order that is decided, or parked', async () => {
    const { dynamo, attempt, charge } = await paymentsInDynamoDb();
    const parked = aPaymentOrder({ orderId: orderIdOf(2) });
    await charge(order);
    await attempt({ gateway: { create: lost } }).charge(parked);
    const units = meter(dynamo);

    expect([await charge(order), await charge(parked)]).toEqual([{ kind: 'duplicate' }, { kind: 'waiting' }]);

    expect(units).toEqual([
      { call: 'Get', table: 0.5, index: 0 },
      { call: 'Get', table: 0.5, index: 0 },
    ]);
  });

  it('takes one write for a creation without an answer, and three and the index for its retry', async () => {
    const { dynamo, attempt, retryDue, pass } = await paymentsInDynamoDb();
    const units = meter(dynamo);
    await attempt({ gateway: { create: lost } }).charge(order);
    pass(60);
    await retryDue();

    expect(writesOf(units)).toEqual([
      { call: 'Put', table: 1, index: 1 }, // parked
      { call: 'Update', table: 1, index: 0 }, // takeover
      { call: 'Update', table: 1, index: 0 }, // intent
      { call: 'Update', table: 1, index: 1 }, // decision
    ]);
  });

  it('takes three index units for a confirmation that has no answer twice', async () => {
    const { dynamo, attempt, retryDue, pass } = await paymentsInDynamoDb();
    const gateway = { confirm: lost, retrieve: lost };
    const units = meter(dynamo);
    await attempt({ gateway }).charge(order);
    pass(60);
    await retryDue({ gateway });
    pass(60);
    await retryDue();

    expect(writesOf(units)).toEqual([
      { call: 'Put', table: 1, index: 0 }, // claim with its intent
      { call: 'Update', table: 1, index: 1 }, // parked
      { call: 'Update', table: 1, index: 0 }, // takeover
      { call: 'Update', table: 1, index: 2 }, // parked again, for later
      { call: 'Update', table: 1, index: 0 }, // takeover
      { call: 'Update', table: 1, index: 1 }, // decision
    ]);
  });

  it('takes a strongly consistent read of the row, and of each of the eight parts of the index, for a retry', async () => {
    const { dynamo, attempt, retryDue, pass } = await paymentsInDynamoDb();
    await attempt({ gateway: { create: lost } }).charge(order);
    pass(60);
    const units = meter(dynamo);
    await retryDue();

    expect(units.filter(({ call }) => call === 'Query')).toHaveLength(8);
    expect(units.filter(({ call }) => call === 'BatchGet' || call === 'Get')).toEqual([
      { call: 'BatchGet', table: 1, index: 0 },
    ]);
  });
});
