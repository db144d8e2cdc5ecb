import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoOrderOutbox, dynamoPaymentOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import type { Requeues } from '../../functions/reconciler/reconcile-orders.ts';
import { dynamoOrderStatusStore } from '../../functions/status-updater/dynamo-order-status-store.ts';
import { batchedRequeues } from '../../operations/dynamo-batched-requeues.ts';
import { inMemoryOrders } from '../doubles/in-memory-orders.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { inMemoryRequeues } from '../doubles/in-memory-requeues.ts';
import { PLACED_AT } from '../doubles/order-builders.ts';
import { createOrdersTable, createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

const now = () => new Date(PLACED_AT);

const inDynamo = async () => {
  const dynamo = testDynamoDb();
  const tables = { orders: await createOrdersTable(dynamo), payments: await createPaymentsTable(dynamo) };
  const [orders, payments] = [tables.orders, tables.payments].map((table) => ({ dynamo, table: table, now }));
  if (!orders || !payments) throw new Error('there are two tables');
  return {
    orders: {
      store: dynamoOrderStore(orders),
      outbox: dynamoOrderOutbox(orders),
      status: dynamoOrderStatusStore(orders),
    },
    payments: { ledger: dynamoPaymentLedger(payments), outbox: dynamoPaymentOutbox(payments) },
    requeues: dynamoRequeues({ dynamo, ...tables }),
    dynamo,
    tables,
  };
};

/** Both tables, with those who write them and those who requeue their events. */
export const requeueTables = {
  'in memory': async () => {
    const [orders, payments] = [inMemoryOrders({ now }), inMemoryPayments({ now })];
    return { orders, payments, requeues: inMemoryRequeues({ orders: orders.rows, payments: payments.rows }) };
  },
  'in DynamoDB': inDynamo,
  'in DynamoDB, with others': async () => {
    const made = await inDynamo();
    const { dynamo, tables, requeues: alone } = made;
    return { ...made, requeues: withOthers(batchedRequeues({ dynamo, ...tables, alone, failed: rethrow })) };
  },
};

const rethrow = (error: unknown) => {
  throw error;
};

/** Each is asked for together with so many rows that are not there that one request is made for all. */
const withOthers = ({ order, payment }: Requeues): Requeues => ({
  async order(seen, at) {
    const others = Array.from({ length: 10 }, (_, number) => order({ ...seen, orderId: `absent ${number}` }, at));
    const [own] = await Promise.all([order(seen, at), ...others]);
    return own;
  },
  async payment(seen, at) {
    const others = Array.from({ length: 10 }, (_, number) => payment({ ...seen, eventId: `absent ${number}` }, at));
    const [own] = await Promise.all([payment(seen, at), ...others]);
    return own;
  },
});
