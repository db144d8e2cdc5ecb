import { describe, expect, it } from 'vitest';
import { STATUS_RANK } from '../../functions/contracts/order-row.ts';
import type { PaymentDecided } from '../../functions/contracts/payment-decided.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoOrderStatusStore } from '../../functions/status-updater/dynamo-order-status-store.ts';
import { updateStatus } from '../../functions/status-updater/update-status.ts';
import { anOrderRow, aPaymentDecided, orderIdOf } from '../doubles/order-builders.ts';
import { type DynamoFault, faultyDynamoDb } from '../harness/faulty-dynamodb.ts';
import { createOrdersTable, testDynamoDb } from '../harness/test-tables.ts';

const inReview = aPaymentDecided({ state: 'IN_REVIEW', gatewayReference: null });
const captured = aPaymentDecided();
const declined = aPaymentDecided({ state: 'DECLINED', gatewayReference: null, declineCode: 'not_charged' });

/** A placed order whose status follows events, and every state that it went through. */
async function anOrder() {
  const dynamo = testDynamoDb();
  const table = await createOrdersTable(dynamo);
  const orders = dynamoOrderStore({ dynamo, table });
  await orders.insert(anOrderRow());
  const find = async () => (await orders.find(orderIdOf(1))) ?? anOrderRow({ version: -1 });
  const update = (...faults: DynamoFault[]) =>
    updateStatus({ orders: dynamoOrderStatusStore({ dynamo: faultyDynamoDb(testDynamoDb(), faults), table }) });
  const history = [await find()];
  return {
    find,
    update,
    history,
    async follow(events: readonly PaymentDecided[]) {
      for (const event of events) {
        await update()(event);
        history.push(await find());
      }
    },
  };
}

describe('crash point 21: statuses come out of order, or from the beginning again', () => {
  it.each<readonly [string, readonly PaymentDecided[], object]>([
    ['in order', [inReview, captured], { status: 'PAID', version: 3 }],
    ['the other way round', [captured, inReview], { status: 'PAID', version: 2 }],
    ['each twice', [inReview, inReview, captured, captured], { status: 'PAID', version: 3 }],
    ['from the beginning again', [inReview, captured, inReview, captured], { status: 'PAID', version: 3 }],
    ['with a decline at last', [inReview, declined, inReview], { status: 'DECLINED', version: 3 }],
    ['with another result after the final one', [captured, declined], { status: 'PAID', version: 2 }],
  ])('only ever raises the status, and a final one absorbs: %s', async (_order, events, final) => {
    const { follow, find, history } = await anOrder();

    await follow(events);

    expect(await find()).toMatchObject(final);
    for (const [step, row] of history.entries()) {
      const before = history[step - 1] ?? row;
      expect(STATUS_RANK[row.status]).toBeGreaterThanOrEqual(STATUS_RANK[before.status]);
      expect(row.version).toBeGreaterThanOrEqual(before.version);
      if (STATUS_RANK[before.status] === STATUS_RANK.PAID) expect(row).toEqual(before);
    }
  });

  it.each(['lost before', 'lost after', 'throttled'] as const)('is raised once when a write is %s', async (fault) => {
    const { update, find } = await anOrder();
    await expect(update(fault)(captured)).rejects.toThrow();

    expect(await update()(captured)).toBe(fault === 'lost after' ? 'stale' : 'updated');
    expect(await find()).toMatchObject({ status: 'PAID', version: 2 });
  });
});
