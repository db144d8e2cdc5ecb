import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { javaEnvironment } from '../../local/kafka-broker.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import { fetchJars, type Report } from './maven-builds.ts';

const POM = resolve(import.meta.dirname, 'connect/pom.xml');
const JARS = resolve(import.meta.dirname, '../../.local/interop/connect');
const STRINGS = 'org.apache.kafka.connect.storage.StringConverter';

type ConnectorSettings = Readonly<Record<string, string>>;

interface ConnectWorkerOptions {
  readonly folder: string;
  readonly brokers: string;
  /** By name. */
  readonly connectors: Readonly<Record<string, ConnectorSettings>>;
}

/** Fetches Kafka Connect and Debezium at first use. @returns their class path */
export const fetchConnect = (report?: Report): Promise<string> => fetchJars({ pom: POM, folder: JARS }, report);

/** What starts a Kafka Connect worker that keeps keys and values as texts, and the port where it reports the state of its connectors. */
export async function connectWorker({ folder, brokers, connectors }: ConnectWorkerOptions) {
  const port = await freePort();
  const worker = {
    ...{ 'bootstrap.servers': brokers, listeners: `http://127.0.0.1:${port}` },
    ...{ 'key.converter': STRINGS, 'value.converter': STRINGS },
    'offset.storage.file.filename': join(folder, 'offsets'),
  };
  const files = Object.entries({ worker, ...connectors }).map(([name, settings]) =>
    settingsFile(folder, name, name === 'worker' ? settings : { name, 'tasks.max': '1', ...settings }),
  );
  const main = 'org.apache.kafka.connect.cli.ConnectStandalone';
  const machine = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  return {
    port,
    command: {
      command: 'java',
      env: javaEnvironment(),
      args: [...machine, '-cp', await fetchConnect(), main, ...files],
    },
  };
}

function settingsFile(folder: string, name: string, settings: ConnectorSettings): string {
  const file = join(folder, `${name}.properties`);
  const lines = Object.entries(settings).map(([setting, value]) => `${setting}=${value}\n`);
  writeFileSync(file, lines.join(''));
  return file;
}

interface OutboxConnector {
  readonly folder: string;
  readonly topic: string;
  /** Of MariaDB. */
  readonly databasePort: number;
}

/** Debezium's connector and outbox router, as their guides show them, for the table `shop.outbox`. */
export const outboxConnector = ({ folder, topic, databasePort }: OutboxConnector): ConnectorSettings => ({
  'connector.class': 'io.debezium.connector.mariadb.MariaDbConnector',
  ...{ 'database.hostname': '127.0.0.1', 'database.port': String(databasePort), 'database.server.id': '5701' },
  ...{ 'database.user': 'root', 'database.password': '', 'topic.prefix': 'shop' },
  ...{ 'database.include.list': 'shop', 'table.include.list': 'shop.outbox' },
  // Or a restart of the database is noticed after a minute only.
  'connect.keep.alive.interval.ms': '5000',
  'schema.history.internal': 'io.debezium.storage.file.history.FileSchemaHistory',
  'schema.history.internal.file.filename': join(folder, 'schema-history'),
  // They would go to a topic of their own, which nobody has made.
  'include.schema.changes': 'false',
  ...{ 'tombstones.on.delete': 'false', transforms: 'outbox' },
  'transforms.outbox.type': 'io.debezium.transforms.outbox.EventRouter',
  'transforms.outbox.route.topic.replacement': topic,
});
