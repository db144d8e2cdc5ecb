import { describe, expect, it } from 'vitest';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dynamoKnownPayments } from '../../operations/dynamo-known-payments.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { recordCommands } from '../harness/recorded-commands.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { meterCalls } from './read-costs.ts';

const ids = (count: number) => Array.from({ length: count }, (_, number) => `e${number}`);

async function paymentsOf(eventIds: readonly string[]) {
  const dynamo = testDynamoDb();
  const table = await createPaymentsTable(dynamo);
  const ledger = dynamoPaymentLedger({ dynamo, table });
  await Promise.all(eventIds.map((eventId) => ledger.insert(aPaymentRow({ eventId }))));
  return { dynamo, has: dynamoKnownPayments({ dynamo, table }) };
}

describe('whether events have their payment rows, in DynamoDB', () => {
  it('is asked of 100 by one request, at half a unit each', async () => {
    const { dynamo, has } = await paymentsOf(ids(100));
    const costs = meterCalls(dynamo);

    expect(await Promise.all(ids(100).map(has))).toEqual(Array(100).fill(true));
    expect(costs).toEqual({ calls: 1, units: 50 });
  });

  it('is said no only after a consistent read', async () => {
    const { dynamo, has } = await paymentsOf(ids(3));
    const commands = recordCommands(dynamo);

    expect(await Promise.all(['e1', 'absent', 'e2', 'absent'].map(has))).toEqual([true, false, true, false]);
    expect(commands).toEqual(['BatchGetItemCommand', 'BatchGetItemCommand']);
  });

  it('is read again where an eventually consistent read is behind', async () => {
    const { dynamo, has } = await paymentsOf(ids(1));
    dynamo.middlewareStack.add(
      (next) => async (args) => {
        const { RequestItems = {} } = args.input as { RequestItems?: Record<string, { ConsistentRead?: boolean }> };
        if (Object.values(RequestItems).some(({ ConsistentRead }) => ConsistentRead)) return next(args);
        return { output: { $metadata: {}, Responses: {} }, response: undefined };
      },
      { step: 'initialize' },
    );

    expect(await has('e0')).toBe(true);
  });

  it('rejects where it can not be read: nobody takes a row for lost', async () => {
    const { dynamo, has } = await paymentsOf([]);
    dynamo.destroy();
    dynamo.middlewareStack.add(() => () => Promise.reject(new Error('no network')), { step: 'initialize' });

    await expect(has('e0')).rejects.toThrow('no network');
  });
});
