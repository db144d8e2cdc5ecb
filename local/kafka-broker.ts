import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { kafkaClient } from '../functions/platform/kafka-client.ts';
import { type GuardedProcess, startGuardedProcess, untilReady } from './guarded-process.ts';
import { assertPortFree } from './ports-and-folders.ts';

const LIB = resolve(import.meta.dirname, '../.local/kafka/lib');
/** Makes the start twice as fast where it was made before; the broker starts without, too. */
export const CLASS_ARCHIVE = resolve(import.meta.dirname, '../.local/kafka/kafka.jsa');

/** The first compiler only, the serial collector, small stacks: half the memory, and quicker to start. */
const JVM = [
  '-Xms32m',
  '-Xmx160m',
  '-Xss512k',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xshare:auto',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

export type KafkaSettings = Readonly<Record<string, string | number | boolean>>;

export interface KafkaBrokerOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly logFile: string;
  /** What differs from a single broker in plain text. */
  readonly settings?: KafkaSettings;
  /** 1 where there is no other broker. */
  readonly nodeId?: number;
  /** Folders of the broker's own classes, beside Kafka's. */
  readonly classes?: readonly string[];
  /** To make the class archive instead of using it. */
  readonly archiveClassesTo?: string;
}

export interface KafkaBroker extends GuardedProcess {
  /** host:port */
  readonly brokers: string;
}

/** Starts a real Apache Kafka broker on the loopback address; resolves when it answers a client. */
export async function startKafkaBroker(options: KafkaBrokerOptions): Promise<KafkaBroker> {
  const { port, controllerPort, logFile } = options;
  // Another's broker on the port would answer in place of this one.
  await assertPortFree({ port, variable: 'KAFKA_PORT' });
  await assertPortFree({ port: controllerPort, variable: 'KAFKA_CONTROLLER_PORT' });
  prepare(options);
  const broker = await startGuardedProcess({
    command: 'java',
    args: javaArguments(options),
    cwd: folderOf(options),
    env: javaEnvironment(),
    logFile,
  });
  const brokers = `127.0.0.1:${port}`;
  await untilReady({ name: 'Kafka', process: broker, logFile, withinMs: 60_000 }, () => findBroker(brokers));
  return { ...broker, brokers };
}

/** Writes what the broker reads at its start. `meta.properties` is all there is to formatting a KRaft log folder. */
function prepare(options: KafkaBrokerOptions) {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const meta = join(dataDir, 'meta.properties');
  const identity = `version=1\ncluster.id=chargeonceOnOneMachine\nnode.id=${options.nodeId ?? 1}\n`;
  if (!existsSync(meta)) writeFileSync(meta, identity);
  writeFileSync(`${dataDir}.properties`, kafkaConfig({ ...options, dataDir: basename(dataDir) }));
}

/** The `server.properties` of one broker that is its own controller, sized for one machine. */
function kafkaConfig({ dataDir, port, controllerPort, settings: differing = {} }: KafkaBrokerOptions): string {
  const settings: KafkaSettings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': dataDir,
    // As on the cluster in AWS.
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    // A single broker keeps the only copy.
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    // A group's first member need not wait for others.
    'group.initial.rebalance.delay.ms': 0,
    // A broker that was killed is let in again only when its old session is over: not after the usual 9 s.
    'broker.session.timeout.ms': 1000,
    'broker.heartbeat.interval.ms': 300,
    'metadata.max.idle.interval.ms': 10_000,
    // Threads and buffers for tens of orders a second, not for a cluster.
    'num.network.threads': 2,
    'num.io.threads': 2,
    'num.recovery.threads.per.data.dir': 2,
    'background.threads': 2,
    'log.cleaner.dedupe.buffer.size': 2 * 1024 * 1024,
    'log.index.size.max.bytes': 1024 * 1024,
    ...differing,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Where the broker runs: it knows its data by a name alone, since properties are Latin-1 and `log.dirs` is split at commas. */
const folderOf = ({ dataDir }: KafkaBrokerOptions) => dirname(resolve(dataDir));

function javaArguments(options: KafkaBrokerOptions): string[] {
  // Kafka's jars first, or the class archive is of no use.
  const classPath = [...javaJars(), ...(options.classes ?? [])].join(delimiter);
  return [...JVM, ...classArchive(options), '-cp', classPath, 'kafka.Kafka', `${basename(options.dataDir)}.properties`];
}

function classArchive({ archiveClassesTo }: KafkaBrokerOptions): string[] {
  if (archiveClassesTo) return [`-XX:ArchiveClassesAtExit=${archiveClassesTo}`];
  return existsSync(CLASS_ARCHIVE) ? [`-XX:SharedArchiveFile=${CLASS_ARCHIVE}`] : [];
}

async function findBroker(brokers: string): Promise<void> {
  const admin = kafkaClient({ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none' }).admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    if (cluster.brokers.length === 0) throw new Error('no broker has registered yet');
  } finally {
    await admin.disconnect();
  }
}

/**
 * The environment of a Java server: files are found by names with other letters than ASCII only in a locale that has them,
 * and options that the user has set for every Java (a debugger's port, a language) are not meant for these.
 */
export function javaEnvironment(): NodeJS.ProcessEnv {
  const { JAVA_TOOL_OPTIONS, _JAVA_OPTIONS, JDK_JAVA_OPTIONS, ...environment } = process.env;
  return { ...environment, LC_ALL: 'C.UTF-8' };
}

/** Every jar that Maven fetched, by name and in one order: a class archive is valid for one class path only. */
export function javaJars(): string[] {
  if (!existsSync(LIB)) throw new Error(`There are no jars in ${LIB}: "npm start" and "npm test" fetch them`);
  return readdirSync(LIB)
    .filter((file) => file.endsWith('.jar'))
    .sort()
    .map((jar) => join(LIB, jar));
}
