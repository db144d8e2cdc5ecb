import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { javaEnvironment } from '../../local/kafka-broker.ts';

const run = promisify(execFile);
const FILES = resolve(import.meta.dirname, 'readers');
const PYTHON = resolve('.local/interop/python/venv/bin/python');
const JARS = resolve('.local/interop/java');
const MOST_BYTES = 64 * 1024 * 1024;

/** A record as software that knows nothing of this project reads it. */
const ReadEvent = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  key: z.string(),
  id: z.string(),
  type: z.string(),
  source: z.string(),
  subject: z.string(),
  /** JSON, in base64. */
  data: z.string(),
});
export type ReadEvent = z.infer<typeof ReadEvent>;

export interface EventReader {
  readonly software: string;
  /** What the machine lacks for it; undefined where it can run. */
  readonly missing?: () => Promise<string | undefined>;
  /** Every record of the topics. */
  readonly read: (brokers: string, topics: readonly string[]) => Promise<readonly ReadEvent[]>;
}

const linesOf = (stdout: string) => stdout.split('\n').filter((line) => line !== '');

const parsed = (line: string): ReadEvent => z.parse(ReadEvent, JSON.parse(line));

/** Each is somebody else's client with somebody else's reading of CloudEvents, or with none. */
export const EVENT_READERS: readonly EventReader[] = [
  {
    software: "Python: librdkafka, CloudEvents' SDK",
    async read(brokers, topics) {
      const { stdout } = await run(PYTHON, [join(FILES, 'read_events.py'), brokers, ...topics], {
        maxBuffer: MOST_BYTES,
      });
      return linesOf(stdout).map(parsed);
    },
  },
  {
    software: "Java: Kafka's client, CloudEvents' deserialiser",
    async read(brokers, topics) {
      await fetchJars();
      const classPath = globSync(join(JARS, '*.jar')).join(delimiter);
      const args = ['-cp', classPath, join(FILES, 'ReadEvents.java'), brokers, ...topics];
      const { stdout } = await run('java', args, { env: javaEnvironment(), maxBuffer: MOST_BYTES });
      return linesOf(stdout).map(parsed);
    },
  },
  {
    software: 'kcat: librdkafka, headers as they are',
    async missing() {
      const { ok } = await run('kcat', ['-V']).then(
        () => ({ ok: true }),
        () => ({ ok: false }),
      );
      return ok ? undefined : 'kcat is not installed (Debian and Ubuntu: apt-get install kcat)';
    },
    async read(brokers, topics) {
      return (await Promise.all(topics.map((topic) => readWithKcat(brokers, topic)))).flat();
    },
  },
];

async function fetchJars(): Promise<void> {
  const pom = join(FILES, 'pom.xml');
  const fetchedBy = join(JARS, 'pom.xml');
  if (existsSync(fetchedBy) && readFileSync(fetchedBy, 'utf8') === readFileSync(pom, 'utf8')) return;
  rmSync(JARS, { recursive: true, force: true });
  await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${JARS}`]);
  writeFileSync(fetchedBy, readFileSync(pom));
}

/** A character that is in no event. */
const BETWEEN = '\u0001';

async function readWithKcat(brokers: string, topic: string): Promise<ReadEvent[]> {
  const format = ['%p', '%o', '%k', '%h', '%s\\n'].join(BETWEEN);
  const { stdout } = await run(
    'kcat',
    ['-C', '-q', '-e', '-b', brokers, '-t', topic, '-o', 'beginning', '-f', format],
    {
      maxBuffer: MOST_BYTES,
    },
  );
  return linesOf(stdout).map((line) => {
    const [partition, offset, key = '', headers = '', data = ''] = line.split(BETWEEN);
    const named = new Map(
      headers.split(',').map((header) => [header.split('=')[0], header.split('=').slice(1).join('=')]),
    );
    const attribute = (name: string) => named.get(`ce_${name}`) ?? '';
    return {
      ...{
        topic,
        partition: Number(partition),
        offset: Number(offset),
        key,
        data: Buffer.from(data).toString('base64'),
      },
      ...{ id: attribute('id'), type: attribute('type'), source: attribute('source'), subject: attribute('subject') },
    };
  });
}
