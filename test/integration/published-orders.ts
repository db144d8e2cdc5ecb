import { randomUUID } from 'node:crypto';
import { DescribeTableCommand, type DynamoDB } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, DynamoDBStreams } from '@aws-sdk/client-dynamodb-streams';
import type { Kafka } from 'kafkajs';
import { inject } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { kafkaEventPublisher } from '../../functions/outbox/outbox-handler.ts';
import { publishOutbox } from '../../functions/outbox/publish-outbox.ts';
import { dynamoOrderOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { readOrderEvents } from '../../functions/outbox-publisher/outbox-events.ts';
import { kafkaPartitioner } from '../../functions/platform/kafka-partitioner.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { streamRecords, streamResponse } from '../../functions/platform/stream-batch.ts';
import { shardReader } from '../../lambda-local/event-sources/shard-reader.ts';
import { type ShardRecord, streamEvent, toShardRecord } from '../../lambda-local/event-sources/stream-event.ts';
import { recordedPublications } from '../doubles/in-memory-event-publisher.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { createOrdersTable, testDynamoDb } from '../harness/test-tables.ts';
import { createTestTopic, readTestTopic } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';

const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

interface PublisherParts {
  readonly kafka: Kafka;
  readonly dynamo?: DynamoDB;
  readonly rowDeadline?: number;
}

/** Placed orders in a real table of their own, with a real topic for their events. */
export async function publishedOrders(count: number) {
  const dynamo = testDynamoDb();
  const prefix = `test-${randomUUID()}.`;
  const topic = await createTestTopic({ name: prefix + ORDER_PLACED.topic });
  const table = await createOrdersTable(dynamo);
  const store = dynamoOrderStore({ dynamo, table });
  for (let number = 1; number <= count; number++) await store.insert(anOrderRow({ orderId: orderIdOf(number) }));
  const order = async (number: number) => {
    const row = await store.find(orderIdOf(number));
    if (row === undefined) throw new Error(`there is no order ${number}`);
    return row;
  };

  return {
    topic,
    prefix,
    table,
    order,
    /** As the table's stream shows them now. */
    records: await readStream(dynamo, table, count),
    events: async () => (await readTestTopic(topic)).map(({ headers }) => String(headers?.['ce_id'])),
    /** The publisher as its handler wires it, over these parts; answers what it reports as failed, and what happened. */
    publisher({ kafka, dynamo: rows = dynamo, rowDeadline }: PublisherParts) {
      const now = () => new Date();
      const { report, lines } = recordedPublications();
      const publisher = kafkaEventPublisher({
        partitionOf: kafkaPartitioner({ kafka, deadline: 5_000 }),
        send: kafkaProducer({ kafka, deadline: 5_000, now }),
      });
      const outbox = dynamoOrderOutbox({ dynamo: rows, table, now });
      const publish = publishOutbox({ publisher, outbox, report, now, ...(rowDeadline && { rowDeadline }) });
      const read = readOrderEvents(prefix);
      const deliver = async (records: readonly ShardRecord[]) => {
        const batch = streamRecords(streamEvent(records));
        const failed = await publish(batch.map((record) => ({ ...read(record), record })));
        return streamResponse(failed?.record).batchItemFailures;
      };
      return { deliver, lines };
    },
    /** Orders whose receipt does not name a record of their own event, or whose outbox entry is still there. */
    async withoutTrueReceipt() {
      const log = await readTestTopic(topic);
      const orders = await Promise.all(Array.from({ length: count }, (_, index) => order(index + 1)));
      return orders.filter(({ orderId, receipt, outbox }) => {
        const record = log.find(
          ({ partition, offset }) => partition === receipt?.partition && offset === receipt.offset,
        );
        return outbox !== undefined || record?.key?.toString() !== orderId;
      });
    },
  };
}

async function readStream(dynamo: DynamoDB, table: string, count: number): Promise<ShardRecord[]> {
  const streams = new DynamoDBStreams({ endpoint: inject('dynamodbEndpoint'), ...LOCAL });
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: table }));
  const streamArn = Table?.LatestStreamArn ?? '';
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  const shardId = StreamDescription?.Shards?.[0]?.ShardId ?? '';
  const { signal } = new AbortController();
  const nextPage = shardReader({ streams, streamArn, shardId, start: 'TRIM_HORIZON', signal }, undefined);
  const records: ShardRecord[] = [];
  const readOn = async () => {
    records.push(...((await nextPage()) ?? []).map((record) => toShardRecord(record, streamArn)));
    return records.length >= count;
  };
  await waitFor(readOn, { within: 10_000, what: `${count} records of the stream` });
  return records;
}
