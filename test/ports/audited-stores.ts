import { randomUUID } from 'node:crypto';
import type { BatchWriteItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AuditedEvent } from '../../functions/auditor/audit-sources.ts';
import { dynamoAuditedRows } from '../../functions/auditor/dynamo-audited-rows.ts';
import { dynamoNamedRows } from '../../functions/auditor/dynamo-named-rows.ts';
import { auditedTopicOf, operatorAuditedTopics } from '../../functions/auditor/operator-audited-topics.ts';
import { runAudit } from '../../functions/auditor/run-audit.ts';
import { stripeGatewayLedger } from '../../functions/auditor/stripe-gateway-ledger.ts';
import { cloudEvent, type EventContract } from '../../functions/contracts/cloud-event.ts';
import { EVENTS } from '../../functions/contracts/events.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { PAYMENT_DECIDED } from '../../functions/contracts/payment-decided.ts';
import { dynamoChargeLedger } from '../../functions/payment-gateway-simulator/dynamo-charge-ledger.ts';
import { fixedKey } from '../../functions/payments/table-guard.ts';
import { batchesOf } from '../../functions/platform/dynamo.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { TRACEPARENT } from '../doubles/order-builders.ts';
import { serveSimulatedGateway } from '../harness/simulated-gateway.ts';
import { createOrdersTable, createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { createTestTopic, testKafkaEnv } from '../harness/test-topics.ts';
import { ledgerTable } from './charge-ledgers.ts';
import { answerAsOperator, untilGroupsAnswer } from './kafka-operator-answers.ts';
import { cancelledEventId, type OrderBook, placedData } from './planted-books.ts';

const servers: { readonly close: () => void }[] = [];

export const closeStores = () => {
  for (const { close } of servers.splice(0)) close();
};

/** How an audit finds the rows of a span: it reads both tables whole, or those that topic and index name. */
export const READS = ['whole', 'names'] as const;

/** Stores of their own with these books in them, and an audit of them. */
export async function auditedStores(books: readonly OrderBook[], reads: (typeof READS)[number] = 'whole') {
  const dynamo = testDynamoDb();
  const [orders, payments, ledger] = [
    await createOrdersTable(dynamo),
    await createPaymentsTable(dynamo),
    await ledgerTable(),
  ];
  const topics = await topicsWith(books);
  const put = async (table: string, rows: readonly object[]) => {
    for (const batch of batchesOf(rows, 25)) {
      const writes = batch.map((row) => ({
        PutRequest: { Item: marshall(row, { removeUndefinedValues: true }) },
      }));
      await dynamo.batchWriteItem({ RequestItems: { [table]: writes } } satisfies BatchWriteItemCommandInput);
    }
  };
  await untilGroupsAnswer('audit', topics.names.orderPlaced);
  await put(orders, books.flatMap(topics.withReceipt));
  await put(
    payments,
    books.flatMap(({ payment }) => payment ?? []),
  );
  await put(
    ledger,
    books.flatMap(({ refunds }) => refunds.map((one) => ({ pk: 'refunds', sk: one.id, ...one }))),
  );
  const refunded = books.flatMap(({ intents, refunds }) =>
    intents.map((one) => ({
      ...{ pk: 'payment_intents', sk: one.id, ...one },
      refunds: refunds.filter(({ paymentIntent }) => paymentIntent === one.id).map(({ id }) => id),
    })),
  );
  await put(ledger, refunded);
  const server = await serveSimulatedGateway({ ledger: dynamoChargeLedger({ dynamo, table: ledger }) });
  servers.push(server);
  const gateway = { url: server.url, key: fixedKey(server.key), timeoutMs: 5_000, connectTimeoutMs: 2_000 };
  const { prefix } = topics;
  const tables = dynamoAuditedRows({ dynamo, orders, payments });
  const audited = operatorAuditedTopics({ ask: answerAsOperator, topicOf: auditedTopicOf(prefix) });
  const rowsBy = {
    whole: tables,
    names: dynamoNamedRows({ dynamo, orders, payments, topics: audited, tables }),
  };
  const sources = { rows: rowsBy[reads], topics: audited, gateway: stripeGatewayLedger(gateway) };
  return {
    ...{ dynamo, orders, payments, sources, put, prefix, gateway: { url: server.url, key: server.key } },
    audit: runAudit({ ...sources, now: () => new Date(), lag: 1_200_000, progress: () => undefined }),
  };
}

/** A topic for each event, of one partition, with the events of the books. */
async function topicsWith(books: readonly OrderBook[]) {
  const names: Record<AuditedEvent, string> = { orderPlaced: '', orderCancelled: '', paymentDecided: '' };
  const prefix = `${randomUUID()}.`;
  for (const event of ['orderPlaced', 'orderCancelled', 'paymentDecided'] as const)
    names[event] = await createTestTopic({ partitions: 1, name: prefix + EVENTS[event].topic });
  const placed = books.flatMap((book) => (book.placed ? [{ orderId: book.placed.orderId, row: book.placed }] : []));
  const producer = kafkaClient(testKafkaEnv()).producer();
  await producer.connect();
  await producer.sendBatch({
    topicMessages: [
      {
        topic: names.orderPlaced,
        messages: placed.map(({ orderId, row }) =>
          message(EVENTS.orderPlaced, { id: ORDER_PLACED.eventId(orderId), data: placedData(row), row }),
        ),
      },
      {
        topic: names.orderCancelled,
        messages: books.flatMap(({ cancelled }) => (cancelled ? [cancellation(cancelled)] : [])),
      },
      {
        topic: names.paymentDecided,
        messages: books.flatMap(({ decided, order }) =>
          decided.map((data) => {
            const id = PAYMENT_DECIDED.eventId(data.orderEventId, data.state);
            return message(EVENTS.paymentDecided, { id, data, row: { placedAt: order?.placedAt ?? data.decidedAt } });
          }),
        ),
      },
    ],
  });
  await producer.disconnect();
  const offsetOf = new Map(placed.map(({ orderId }, offset) => [orderId, offset]));
  const withReceipt = ({ order, receipt }: OrderBook): OrderRow[] => {
    if (order === undefined) return [];
    const own = offsetOf.get(order.orderId) ?? 0;
    const offset = { 'its own': own, "another's": own === 0 ? 1 : 0, "nobody's": 1_000_000, none: undefined }[receipt];
    if (offset === undefined) return [order];
    return [{ ...order, receipt: { topic: names.orderPlaced, partition: 0, offset, acknowledgedAt: order.placedAt } }];
  };
  return { names, prefix, withReceipt };
}

interface Told<Data> {
  readonly id: string;
  readonly data: Data;
  readonly row: Pick<OrderRow, 'placedAt'>;
}

function message<Data extends object>(contract: EventContract<Data>, { id, data, row }: Told<Data>) {
  const { key, value, headers } = cloudEvent(contract, { id, topic: contract.topic, traceparent: TRACEPARENT, data });
  return { key, value, headers, timestamp: String(Date.parse(row.placedAt) + 50) };
}

function cancellation(row: OrderRow) {
  const { orderId, tenant, totalAmount, currency, cancellation: own } = row;
  const cancelledAt = own?.requestedAt ?? row.placedAt;
  const data = { orderId, tenant, orderEventId: ORDER_PLACED.eventId(orderId), cancelledAt, totalAmount, currency };
  return message(EVENTS.orderCancelled, { id: cancelledEventId(orderId), data, row });
}
