import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { startGuardedProcess, untilReady } from '../../local/guarded-process.ts';
import { freePort, passingFolder } from '../../local/ports-and-folders.ts';
import { CONNECT_LOG, startConnectWorker } from './connect-worker.ts';
import { runProgram } from './java-programs.ts';
import type { OpenWriter, WrittenOrder } from './written-order.ts';

const run = promisify(execFile);
const GRACE_MS = 6_000;
const AS_ROOT = process.getuid?.() === 0 ? ['--user=root'] : [];
const SCHEMA = `
  CREATE DATABASE shop;
  CREATE TABLE shop.outbox (
    id VARCHAR(80) PRIMARY KEY, aggregatetype VARCHAR(40) NOT NULL, aggregateid VARCHAR(80) NOT NULL,
    type VARCHAR(80) NOT NULL, payload TEXT NOT NULL
  ) CHARACTER SET utf8mb4;
  GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' IDENTIFIED BY '';
`;

/** A row that is gone before the log is read would be in no snapshot either. */
const READERS = "SELECT COUNT(*) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%';";

/** Debian keeps the server where only root looks by itself. */
const pathOf = (name: string) =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
    .map((folder) => join(folder, name))
    .find(existsSync);

/** What the machine lacks; undefined where it has a MariaDB. */
export const missingDatabase = () =>
  ['mariadbd', 'mariadb-install-db', 'mariadb'].every((name) => pathOf(name) !== undefined)
    ? undefined
    : 'MariaDB is not installed (Debian and Ubuntu: apt-get install mariadb-server; macOS: brew install mariadb)';

/** Starts a MariaDB with an outbox table, and Debezium, which reads its binary log; writes an order as a row that is removed at once. */
export const openOutboxTable: OpenWriter = async ({ brokers, topic, started }) => {
  const folder = passingFolder('/tmp');
  const { port, query } = await startDatabase(folder, started);
  const connectors = { outbox: connectorSettings({ folder, topic, port }) };
  const worker = await startConnectWorker({ folder, brokers, connectors });
  started.defer(() => worker.stop(GRACE_MS).then(() => undefined));
  const starting = { name: 'Debezium', process: worker, logFile: CONNECT_LOG, withinMs: 120_000 };
  await untilReady(starting, async () => {
    if ((await query(READERS)).trim() === '0') throw new Error('it does not read the binary log');
  });
  return (orders) => query(orders.map(rowOf).join('\n'));
};

const text = (value: string) => `'${value.replace(/['\\]/g, (char) => `\\${char}`)}'`;

const rowOf = ({ eventId, orderId, data }: WrittenOrder) =>
  `INSERT INTO shop.outbox VALUES (${[eventId, 'order', orderId, 'chargeonce.order.placed.v1', data].map(text).join(', ')});
   DELETE FROM shop.outbox;`;

async function startDatabase(folder: string, started: AsyncDisposableStack) {
  const [data, socket, logFile] = [join(folder, 'data'), join(folder, 'sql'), join(folder, 'mariadb.log')];
  const port = await freePort();
  const install = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'];
  await run(pathOf('mariadb-install-db') ?? '', [...install, ...AS_ROOT]);
  const server = await startGuardedProcess({
    command: pathOf('mariadbd') ?? '',
    args: [
      ...['--no-defaults', '--bind-address=127.0.0.1', `--datadir=${data}`, `--socket=${socket}`, `--port=${port}`],
      ...[`--pid-file=${data}/pid`, '--log-bin=binlog', '--binlog-format=ROW', '--server-id=1', ...AS_ROOT],
    ],
    logFile,
  });
  started.defer(() => server.stop(GRACE_MS).then(() => undefined));
  const args = ['--no-defaults', `--socket=${socket}`, '--user=root', '--default-character-set=utf8mb4'];
  const query = (input: string) =>
    runProgram(pathOf('mariadb') ?? '', { args: [...args, '--skip-column-names'], input });
  await untilReady({ name: 'MariaDB', process: server, logFile, withinMs: 60_000 }, () => query('SELECT 1;'));
  await query(SCHEMA);
  return { port, query };
}

interface OutboxConnector {
  readonly folder: string;
  readonly topic: string;
  readonly port: number;
}

const connectorSettings = ({ folder, topic, port }: OutboxConnector) => ({
  'connector.class': 'io.debezium.connector.mariadb.MariaDbConnector',
  ...{ 'database.hostname': '127.0.0.1', 'database.port': String(port), 'database.server.id': '5701' },
  ...{ 'database.user': 'root', 'database.password': '', 'topic.prefix': 'shop' },
  ...{ 'database.include.list': 'shop', 'table.include.list': 'shop.outbox' },
  'schema.history.internal': 'io.debezium.storage.file.history.FileSchemaHistory',
  'schema.history.internal.file.filename': join(folder, 'schema-history'),
  // They would go to a topic of their own, which nobody has made.
  'include.schema.changes': 'false',
  ...{ 'tombstones.on.delete': 'false', transforms: 'outbox' },
  'transforms.outbox.type': 'io.debezium.transforms.outbox.EventRouter',
  'transforms.outbox.table.fields.additional.placement': 'type:header:eventType',
  'transforms.outbox.route.topic.replacement': topic,
});
