import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoTableNotes } from '../../functions/payments/dynamo-table-notes.ts';
import type { PaymentOrder } from '../../functions/payments/payment-rows.ts';
import { TableNotRebuilt, tableGuard } from '../../functions/payments/table-guard.ts';
import { orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import { createPaymentsTable } from '../harness/test-tables.ts';

const DAY = 86_400;

describe('crash point 23: the consumer group is reset, and a topic is read from its beginning again', () => {
  const methods = ['pm_card_visa', 'pm_card_chargeDeclined', 'pm_wrong_amount', 'pm_unknown'];
  const topic = methods.map((paymentMethod, number) => aPaymentOrder({ orderId: orderIdOf(number), paymentMethod }));

  it('charges nothing, asks nobody and changes nothing, however late: every event is a duplicate', async () => {
    const { charge, row, pass, calls } = await paymentsInDynamoDb({ forgets: () => true });
    for (const event of topic) await charge(event);
    const rowsOf = (events: readonly PaymentOrder[]) => Promise.all(events.map(row));
    const before = await rowsOf(topic);
    const asked = calls.length;

    for (const days of [1, 2, 400]) {
      pass(days * DAY);
      for (const event of topic) expect(await charge(event)).toEqual({ kind: 'duplicate' });
    }

    expect(await rowsOf(topic)).toEqual(before);
    expect(before.map(({ state }) => state)).toEqual(['CAPTURED', 'DECLINED', 'IN_REVIEW', 'DECLINED']);
    expect(calls).toHaveLength(asked);
  });
});

describe('crash point 23: the table of payments is restored to an earlier time', () => {
  it('makes consumers and the retrier refuse to start, until it is rebuilt', async () => {
    const { dynamo, table } = await paymentsInDynamoDb();
    await tableGuard(dynamoTableNotes({ dynamo, table })).assertRebuilt();
    const restored = await createPaymentsTable(dynamo);
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: { eventId: { S: '#table' } } }));
    await dynamo.send(new PutItemCommand({ TableName: restored, Item }));
    const notes = dynamoTableNotes({ dynamo, table: restored });
    const { assertRebuilt } = tableGuard(notes);

    await expect(assertRebuilt()).rejects.toBeInstanceOf(TableNotRebuilt);

    await notes.renew((await notes.table()).tableId);
    await expect(assertRebuilt()).resolves.toBeUndefined();
  });
});
