import { startGuardedProcess, untilReady } from '../../local/guarded-process.ts';
import { passingFolder } from '../../local/ports-and-folders.ts';
import { connectWorker, outboxConnector } from './connect-worker.ts';
import { startMariaDb } from './mariadb.ts';
import type { OpenWriter, WrittenOrder } from './written-order.ts';

const GRACE_MS = 6_000;
const LOG = '.local/interop/connect.log';
const OUTBOX = `
  CREATE DATABASE shop;
  CREATE TABLE shop.outbox (
    id VARCHAR(80) PRIMARY KEY, aggregatetype VARCHAR(40) NOT NULL, aggregateid VARCHAR(80) NOT NULL,
    type VARCHAR(80) NOT NULL, payload TEXT NOT NULL
  ) CHARACTER SET utf8mb4;
`;

/** A row that is gone before the log is read would be in no snapshot either. */
const READERS = "SELECT COUNT(*) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%';";

/** Starts a MariaDB with an outbox table, and Debezium, which reads its binary log; writes an order as a row that is removed at once. */
export const openOutboxTable: OpenWriter = async ({ brokers, topic, started }) => {
  const folder = passingFolder('/tmp');
  const database = await startMariaDb(folder, OUTBOX);
  started.defer(database.stop);
  const outbox = outboxConnector({ folder, topic, databasePort: database.port });
  // Without it the router writes no type.
  const typed = { ...outbox, 'transforms.outbox.table.fields.additional.placement': 'type:header:eventType' };
  const { command } = await connectWorker({ folder, brokers, connectors: { outbox: typed } });
  const worker = await startGuardedProcess({ ...command, logFile: LOG });
  started.defer(() => worker.stop(GRACE_MS).then(() => undefined));
  const starting = { name: 'Debezium', process: worker, logFile: LOG, withinMs: 120_000 };
  await untilReady(starting, async () => {
    if ((await database.query(READERS))[0]?.[0] === '0') throw new Error('it does not read the binary log');
  });
  return (orders) => database.query(orders.map(rowOf).join('\n'));
};

const text = (value: string) => `'${value.replace(/['\\]/g, (char) => `\\${char}`)}'`;

const rowOf = ({ eventId, orderId, data }: WrittenOrder) =>
  `INSERT INTO shop.outbox VALUES (${[eventId, 'order', orderId, 'chargeonce.order.placed.v1', data].map(text).join(', ')});
   DELETE FROM shop.outbox;`;
