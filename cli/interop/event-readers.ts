import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { runJava, runProgram } from './java-programs.ts';
import { runSpring } from './spring-program.ts';

const run = promisify(execFile);
const FILES = resolve(import.meta.dirname, 'readers');
export const PYTHON = resolve('.local/interop/python/venv/bin/python');

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

export const printedLines = (stdout: string) => stdout.split('\n').filter((line) => line !== '');

const parsed = (line: string): ReadEvent => z.parse(ReadEvent, JSON.parse(line));

/** Each is somebody else's client with somebody else's reading of CloudEvents, or with none. */
export const EVENT_READERS: readonly EventReader[] = [
  {
    software: "Python: librdkafka, CloudEvents' SDK",
    async read(brokers, topics) {
      const stdout = await runProgram(PYTHON, { args: [join(FILES, 'read_events.py'), brokers, ...topics] });
      return printedLines(stdout).map(parsed);
    },
  },
  {
    software: "Java: Kafka's client, CloudEvents' deserialiser",
    async read(brokers, topics) {
      const source = join(FILES, 'ReadEvents.java');
      return printedLines(await runJava({ source, jars: 'java', args: [brokers, ...topics] })).map(parsed);
    },
  },
  {
    software: "Spring Cloud Stream, Spring's CloudEvents",
    async read(brokers, topics) {
      return printedLines(await runSpring({ profile: 'read', brokers, topics })).map(parsed);
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

/** A character that is in no event. */
const BETWEEN = '\u0001';

async function readWithKcat(brokers: string, topic: string): Promise<ReadEvent[]> {
  const format = ['%p', '%o', '%k', '%h', '%s\\n'].join(BETWEEN);
  const args = ['-C', '-q', '-e', '-b', brokers, '-t', topic, '-o', 'beginning', '-f', format];
  const stdout = await runProgram('kcat', { args });
  return printedLines(stdout).map((line) => {
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
