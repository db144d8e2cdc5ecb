import { marshall } from '@aws-sdk/util-dynamodb';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { dynamoOutboxWithoutEntries, type OutboxTable } from '../../functions/outbox/dynamo-outbox.ts';
import type { EventEntry, EventPublisher, Outbox, PublishReport } from '../../functions/outbox/outbox.ts';
import { outboxHandler } from '../../functions/outbox/outbox-handler.ts';
import { publishOutbox } from '../../functions/outbox/publish-outbox.ts';
import { dynamoOrderOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { orderPlacedEvent, readOrderEvents } from '../../functions/outbox-publisher/outbox-events.ts';
import { batchesOf, dynamoClient } from '../../functions/platform/dynamo.ts';
import { leanDynamo } from '../../functions/platform/lean-dynamo.ts';
import type { StreamRecord } from '../../functions/platform/stream-batch.ts';
import { orderIdOf } from '../../test/doubles/order-builders.ts';
import { anEventEntry, aRow } from '../../test/doubles/record-builders.ts';
import type { Subject } from '../harness/figure.ts';
import { hundredRows, prefixOf } from './hundred-rows.ts';
import { SOME_CONTEXT } from './order-api-subject.ts';

/** From the stream's event to the brokers' acknowledgement, batch after batch of 100; no receipt is recorded. */
export function outboxPublisherSubject(): Subject {
  let prefix = '';
  const handler = outboxHandler({
    outbox: (table) => dynamoOutboxWithoutEntries({ ...table, keyName: 'orderId' }),
    read: () => (record: StreamRecord) => readOrderEvents(prefix)(record),
    keyedBy: 'orderId',
  });
  const event = { Records: hundredRows().map(streamRecordOf) };
  return {
    async run({ batches = 1, partitions = 1 }) {
      prefix = prefixOf(partitions);
      for (let batch = 0; batch < batches; batch++) {
        const response: unknown = await handler(event, SOME_CONTEXT);
        if (JSON.stringify(response) !== '{"batchItemFailures":[]}') throw new Error(JSON.stringify(response));
      }
      return batches * 100;
    },
  };
}

const streamRecordOf = (row: OrderRow, index: number) => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: String(index + 1),
    Keys: marshall({ orderId: row.orderId }),
    NewImage: marshall(row, { removeUndefinedValues: true }),
  },
});

/** Records the receipts of batches of 100 by the outbox of the Orders table. */
export function receiptsSubject(): Subject {
  const now = () => new Date();
  const table: OutboxTable = { dynamo: leanDynamo(), table: 'orders', now };
  const publish = publishOutbox({
    publisher: instantPublisher(),
    outbox: dynamoOrderOutbox(table),
    report: SILENCE,
    now,
  });
  return receiptsOf(table.table, async (entries) => {
    await publish(entries.map((entry) => aRow(entry)));
  });
}

/** Has the receipts of `batches` of 100 new rows recorded. */
export function receiptsOf(table: string, record: (entries: EventEntry[]) => Promise<void>): Subject {
  const dynamo = dynamoClient();
  let rows: OrderRow[][] = [];
  return {
    async prepare({ batches = 1 }) {
      rows = Array.from({ length: batches }, hundredRows);
      const items = rows.flat().map((row) => marshall(row, { removeUndefinedValues: true }));
      for (let first = 0; first < items.length; first += 25) {
        const puts = items.slice(first, first + 25).map((Item) => ({ PutRequest: { Item } }));
        await dynamo.batchWriteItem({ RequestItems: { [table]: puts } });
      }
    },
    async run({ batches = 1 }) {
      for (const batch of rows) await record(batch.map(entryOf));
      return batches * 100;
    },
  };
}

const entryOf = (row: OrderRow): EventEntry => ({
  ...{ kind: 'event', rowKey: row.orderId, sequence: 1, requeues: 0 },
  event: orderPlacedEvent('')(row),
});

const IN_MEMORY = 50_000;

/** 50,000 events by calls of `EVENTS` each, with everything around them in memory. */
export function outboxInMemorySubject(): Subject {
  const count = Number(process.env['EVENTS']);
  const entry = anEventEntry();
  const rows = Array.from({ length: IN_MEMORY }, (_, number) => {
    const rowKey = orderIdOf(number);
    return aRow({ ...entry, rowKey, event: { ...entry.event, key: rowKey, id: ORDER_PLACED.eventId(rowKey) } });
  });
  const calls = batchesOf(rows, count);
  const outbox: Outbox = { pending: async () => new Set([1]), close: async () => {}, refuse: async () => {} };
  const now = () => new Date();
  const publish = publishOutbox({ publisher: instantPublisher(), outbox, report: SILENCE, now });
  return {
    async run() {
      for (const call of calls) if (await publish(call)) throw new Error('An event was not published.');
      return IN_MEMORY;
    },
  };
}

/** Six partitions that acknowledge at once. */
function instantPublisher(): EventPublisher {
  let offset = 0;
  return {
    partitionOf: async ({ key }) => key.charCodeAt(key.length - 1) % 6,
    publish: async (_place, events) => (offset += events.length),
  };
}

const SILENCE: PublishReport = {
  published: () => {},
  refused: () => {},
  failed: (_entry, error) => {
    throw error;
  },
  receiptFailed: (_entry, error) => {
    throw error;
  },
  unread: (_entry, error) => {
    throw error;
  },
};
