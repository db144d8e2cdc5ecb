import { globSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { type GuardedProcess, startGuardedProcess } from '../../local/guarded-process.ts';
import { javaEnvironment } from '../../local/kafka-broker.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import { fetchJars } from './java-programs.ts';

const POM = resolve(import.meta.dirname, 'connect/pom.xml');
export const CONNECT_LOG = '.local/interop/connect.log';
const STRINGS = 'org.apache.kafka.connect.storage.StringConverter';

type ConnectorSettings = Readonly<Record<string, string>>;

interface ConnectWorkerOptions {
  readonly folder: string;
  readonly brokers: string;
  /** By name. */
  readonly connectors: Readonly<Record<string, ConnectorSettings>>;
}

/** Starts a Kafka Connect worker that keeps keys and values as texts. Nobody waits for its connectors. */
export async function startConnectWorker(options: ConnectWorkerOptions): Promise<GuardedProcess> {
  const { folder, brokers, connectors } = options;
  const worker = {
    ...{ 'bootstrap.servers': brokers, listeners: `http://127.0.0.1:${await freePort()}` },
    ...{ 'key.converter': STRINGS, 'value.converter': STRINGS },
    'offset.storage.file.filename': join(folder, 'offsets'),
  };
  const files = Object.entries({ worker, ...connectors }).map(([name, settings]) =>
    settingsFile(folder, name, name === 'worker' ? settings : { name, 'tasks.max': '1', ...settings }),
  );
  const classPath = globSync(join(await fetchJars(POM, 'connect'), '*.jar')).join(delimiter);
  const main = 'org.apache.kafka.connect.cli.ConnectStandalone';
  return startGuardedProcess({
    ...{ command: 'java', env: javaEnvironment(), logFile: CONNECT_LOG },
    args: ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath, main, ...files],
  });
}

function settingsFile(folder: string, name: string, settings: ConnectorSettings): string {
  const file = join(folder, `${name}.properties`);
  const lines = Object.entries(settings).map(([setting, value]) => `${setting}=${value}\n`);
  writeFileSync(file, lines.join(''));
  return file;
}
