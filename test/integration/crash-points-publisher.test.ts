import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import { kafkaOverBreakableNetwork } from '../harness/breakable-network.ts';
import { loseFirstResponses } from '../harness/faulty-dynamodb.ts';
import { startSilentServer } from '../harness/raw-server.ts';
import { testDynamoDb } from '../harness/test-tables.ts';
import { testKafkaEnv } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';
import { publishedOrders } from './published-orders.ts';
import { startPublisherProcess } from './publisher-process.ts';

const kafka = kafkaClient(testKafkaEnv());
const reported = (record: { readonly sequenceNumber: string } | undefined) => [
  { itemIdentifier: record?.sequenceNumber },
];
const nothingReported = { kind: 'returned', payload: { batchItemFailures: [] } };

describe('crash point 4: the stream delivers a record twice', () => {
  it('publishes the identical event again, and the first receipt stays', async () => {
    const orders = await publishedOrders(1);
    const { deliver } = orders.publisher({ kafka });
    await deliver(orders.records);
    const first = await orders.order(1);

    expect(await deliver(orders.records)).toEqual([]);

    const [event, again] = await orders.events();
    expect(again).toBe(event);
    expect(await orders.order(1)).toEqual(first);
    expect(await orders.withoutTrueReceipt()).toEqual([]);
  });
});

describe('crash point 5: the brokers cannot be reached', () => {
  it('reports the first record of the batch, and publishes all of it once they can', async () => {
    const orders = await publishedOrders(3);
    const cut = await startPublisherProcess({ ...orders, brokers: `127.0.0.1:${await freePort()}` });

    const answer = await cut.invoke(orders.records);

    expect(answer).toEqual({ kind: 'returned', payload: { batchItemFailures: reported(orders.records[0]) } });
    expect((await orders.order(1)).outbox).toBeDefined();
    const healed = await startPublisherProcess(orders);
    expect(await healed.invoke(orders.records)).toEqual(nothingReported);
    expect(await orders.events()).toHaveLength(3);
    expect(await orders.withoutTrueReceipt()).toEqual([]);
  });
});

describe('crash point 6: a send fails', () => {
  it('before Kafka has it: reports it, and nothing is lost', async () => {
    const orders = await publishedOrders(12);
    const network = await kafkaOverBreakableNetwork();
    const { deliver } = orders.publisher({ kafka: network.kafka });
    await deliver(orders.records.slice(0, 2));

    network.breakDown();
    expect(await deliver(orders.records.slice(2))).toEqual(reported(orders.records[2]));
    expect(await orders.events()).toHaveLength(2);
    network.heal();

    expect(await deliver(orders.records.slice(2))).toEqual([]);
    expect(await orders.events()).toHaveLength(12);
    expect(await orders.withoutTrueReceipt()).toEqual([]);
  });

  it('after Kafka has it, the answer lost: gives no receipt, publishes it again, and the receipt names a true record', async () => {
    const orders = await publishedOrders(12);
    const network = await kafkaOverBreakableNetwork();
    const { deliver } = orders.publisher({ kafka: network.kafka });
    network.lose('answer');

    expect(await deliver(orders.records)).toEqual(reported(orders.records[0]));
    const stored = await orders.events();
    expect(stored.length).toBeGreaterThan(0);
    expect(await orders.withoutTrueReceipt()).toHaveLength(12);
    network.heal();

    expect(await deliver(orders.records)).toEqual([]);
    const events = await orders.events();
    expect(events.length).toBeGreaterThan(12);
    expect(new Set(events).size).toBe(12);
    expect(await orders.withoutTrueReceipt()).toEqual([]);
  });
});

describe('crash point 8: a receipt fails', () => {
  it('before the row has it: the publication counts, the outbox entry stays, and a later publication records the truth', async () => {
    const orders = await publishedOrders(2);
    const dynamo = dynamoAt(await freePort());
    const cut = orders.publisher({ kafka, dynamo });

    expect(await cut.deliver(orders.records)).toEqual([]);

    expect(cut.lines.filter((line) => line.startsWith('receipt failed'))).toHaveLength(2);
    expect(await orders.events()).toHaveLength(2);
    expect(await orders.withoutTrueReceipt()).toHaveLength(2);
    expect(await orders.publisher({ kafka }).deliver(orders.records)).toEqual([]);
    expect(await orders.withoutTrueReceipt()).toEqual([]);
  });

  it('after the row has it, the answer lost: the first receipt stays and counts', async () => {
    const orders = await publishedOrders(2);
    const { deliver, lines } = orders.publisher({ kafka, dynamo: loseFirstResponses(testDynamoDb()) });

    expect(await deliver(orders.records)).toEqual([]);

    expect(lines.filter((line) => line.startsWith('receipt failed'))).toEqual([]);
    expect((await orders.order(1)).version).toBe(2);
    expect(await orders.withoutTrueReceipt()).toEqual([]);
  });

  it('by no answer at all: the batch ends at its deadline', async () => {
    const orders = await publishedOrders(2);
    const silent = await startSilentServer();
    const { deliver, lines } = orders.publisher({ kafka, dynamo: dynamoAt(silent.port), rowDeadline: 300 });

    expect(await deliver(orders.records)).toEqual([]);

    expect(lines.filter((line) => line.startsWith('receipt failed'))).toHaveLength(2);
    silent.close();
  });
});

describe('crash point 9: the function dies half-way', () => {
  it('gives no answer that counts, and all is published and receipted by the next environment', async () => {
    const orders = await publishedOrders(12);
    const silent = await startSilentServer();
    const dying = await startPublisherProcess({ ...orders, dynamodb: `http://127.0.0.1:${silent.port}` });

    const answer = dying.invoke(orders.records);
    await waitFor(() => silent.connections(), { within: 10_000, what: 'the first receipt' });
    dying.kill();

    expect(await answer).toMatchObject({ kind: 'failed' });
    silent.close();
    expect(await orders.withoutTrueReceipt()).toHaveLength(12);
    const next = await startPublisherProcess(orders);
    expect(await next.invoke(orders.records)).toEqual(nothingReported);
    expect(new Set(await orders.events()).size).toBe(12);
    expect(await orders.withoutTrueReceipt()).toEqual([]);
  });

  it('never answers for an unsent record, wherever in the batch the network breaks', async () => {
    const orders = await publishedOrders(12);
    for (let after = 0; after < 4; after++) {
      const network = await kafkaOverBreakableNetwork();
      network.lose('request', { after });

      const [failure] = await orders.publisher({ kafka: network.kafka }).deliver(orders.records);

      const first = orders.records.findIndex(({ sequenceNumber }) => sequenceNumber === failure?.itemIdentifier);
      const events = await orders.events();
      expect(first).toBeGreaterThanOrEqual(0);
      for (const { key } of orders.records.slice(0, first)) expect(events).toContain(eventIdOf(key));
    }
  });
});

/** Of a stream record's key. */
const eventIdOf = (key: string) => ORDER_PLACED.eventId(z.parse(OrderKey, JSON.parse(key)).orderId.S);
const OrderKey = z.object({ orderId: z.object({ S: z.string() }) });

const dynamoAt = (port: number) =>
  new DynamoDB({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
