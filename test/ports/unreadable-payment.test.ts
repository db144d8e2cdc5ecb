import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { processOrderPlaced } from '../../functions/payment-processor/process-order-placed.ts';
import { dueShardOf } from '../../functions/payments/payment-rows.ts';
import { PoisonRecordError, type QuarantineRecord, quarantinePoison } from '../../functions/platform/decode-event.ts';
import { orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { aKafkaRecord } from '../doubles/record-builders.ts';
import { at, LOST } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';

const order = aPaymentOrder();

const ODD = [
  ['lacks what a row has', { state: { S: 'CHARGING' } }],
  ['holds a number beyond JavaScript', { amount: { N: `0.${'1'.repeat(37)}` } }],
] as const;

/** Payments among which the order's row can't be read, although it is due. */
async function besideAnOddRow(odd: (typeof ODD)[number][1]) {
  const payments = await paymentsInDynamoDb();
  const { eventId } = order;
  const due = { dueAt: { S: at(0) }, dueShard: { S: dueShardOf(eventId) } };
  await payments.dynamo.send(
    new PutItemCommand({ TableName: payments.table, Item: { eventId: { S: eventId }, ...due, ...odd } }),
  );
  return payments;
}

describe.each(ODD)('a payment whose row %s', (_what, odd) => {
  it('is charged by no consumer: its record is quarantined, and counts as done', async () => {
    const { charge, requests } = await besideAnOddRow(odd);
    const quarantined: string[] = [];
    const quarantine: QuarantineRecord = async ({ offset }, error) => {
      quarantined.push(`${offset} ${error.name}`);
    };

    await quarantinePoison(processOrderPlaced({ charge, report: () => undefined }), quarantine)(aKafkaRecord());

    expect(quarantined).toEqual(['0 UnreadablePayment']);
    expect(requests).toEqual([]);
  });

  it('is skipped and counted by the retrier, and holds up no other', async () => {
    const { attempt, retryDue, pass, row, dueEver } = await besideAnOddRow(odd);
    const other = aPaymentOrder({ orderId: orderIdOf(2) });
    await attempt({ gateway: { create: async () => LOST } }).charge(other);
    pass(60);

    const { retried, failed, complete, errors } = await retryDue();

    expect({ retried, failed, complete }).toEqual({ retried: 1, failed: 1, complete: true });
    expect(errors).toEqual([expect.any(PoisonRecordError)]);
    expect(await row(other)).toMatchObject({ state: 'CAPTURED' });
    expect(await dueEver()).toEqual([order.eventId]);
  });
});
