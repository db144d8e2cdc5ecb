import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { kafkaClient } from '../functions/platform/kafka-client.ts';
import { assertPortFree } from './free-port.ts';
import { type GuardedProcess, startGuardedProcess } from './guarded-process.ts';
import { javaEnvironment, javaJars } from './java-jars.ts';
import { type KafkaSettings, kafkaConfig } from './kafka-config.ts';
import { untilReady } from './until-ready.ts';

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

export interface KafkaBrokerOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly logFile: string;
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
