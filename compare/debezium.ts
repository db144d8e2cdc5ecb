import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { javaEnvironment } from '../local/kafka-broker.ts';
import { freePort } from '../local/ports-and-folders.ts';
import { maven } from './spring-services.ts';
import { type SupervisedService, startSupervised } from './supervised-service.ts';

const POM = resolve(import.meta.dirname, 'connect/pom.xml');
const JARS = resolve(import.meta.dirname, '../.local/compare/connect');

/** Fetches Kafka Connect and Debezium at first use. */
export async function fetchDebezium(report: (line: string) => void): Promise<void> {
  const fetchedBy = join(JARS, 'pom.xml');
  const pom = readFileSync(POM, 'utf8');
  if (existsSync(fetchedBy) && readFileSync(fetchedBy, 'utf8') === pom) return;
  report('Maven fetches Kafka Connect and Debezium, which takes a minute at first use');
  rmSync(JARS, { recursive: true, force: true });
  await maven([
    ...['-q', '-B', '-f', POM, 'dependency:copy-dependencies', '-DincludeScope=runtime'],
    `-DoutputDirectory=${JARS}`,
  ]);
  writeFileSync(fetchedBy, pom);
}

interface DebeziumOptions {
  readonly folder: string;
  readonly brokers: string;
  readonly databasePort: number;
  readonly topic: string;
  readonly logFile: string;
}

/** A real Connect worker with Debezium's connector and outbox router, as their guides show them. */
export async function startDebezium(options: DebeziumOptions): Promise<SupervisedService> {
  const port = await freePort();
  const { logFile, folder } = options;
  const [worker, connector] = [join(folder, 'worker.properties'), join(folder, 'outbox.properties')];
  writeFileSync(worker, properties(workerSettings(options, port)));
  writeFileSync(connector, properties(connectorSettings(options)));
  return startSupervised({
    ...{ name: 'Kafka Connect', command: 'java', env: javaEnvironment(), logFile },
    args: ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath(), CONNECT, worker, connector],
    ready: () => assertRuns(port),
  });
}

const CONNECT = 'org.apache.kafka.connect.cli.ConnectStandalone';

const classPath = () => globSync(join(JARS, '*.jar')).sort().join(':');

const workerSettings = ({ folder, brokers }: DebeziumOptions, port: number) => ({
  'bootstrap.servers': brokers,
  listeners: `http://127.0.0.1:${port}`,
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'offset.storage.file.filename': join(folder, 'offsets'),
});

const connectorSettings = ({ folder, databasePort, topic }: DebeziumOptions) => ({
  name: 'outbox',
  'connector.class': 'io.debezium.connector.mariadb.MariaDbConnector',
  'tasks.max': '1',
  'database.hostname': '127.0.0.1',
  'database.port': String(databasePort),
  'database.user': 'root',
  'database.password': '',
  'database.server.id': '5701',
  // Or a restart of the database is noticed after a minute only.
  'connect.keep.alive.interval.ms': '5000',
  'topic.prefix': 'shop',
  'database.include.list': 'shop',
  'table.include.list': 'shop.outbox',
  'schema.history.internal': 'io.debezium.storage.file.history.FileSchemaHistory',
  'schema.history.internal.file.filename': join(folder, 'schema-history'),
  'tombstones.on.delete': 'false',
  // They would go to a topic of their own, which nobody has made.
  'include.schema.changes': 'false',
  transforms: 'outbox',
  'transforms.outbox.type': 'io.debezium.transforms.outbox.EventRouter',
  'transforms.outbox.route.topic.replacement': topic,
});

const properties = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

async function assertRuns(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/connectors/outbox/status`);
  const status = await response.text();
  if (!/"tasks":\[\{[^}]*"state":"RUNNING"/.test(status)) throw new Error(status);
}
