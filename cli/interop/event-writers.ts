import { join, resolve } from 'node:path';
import { PYTHON } from './event-readers.ts';
import { runJava, runProgram } from './java-programs.ts';
import { missingMariaDb } from './mariadb.ts';
import { openOutboxTable } from './outbox-database.ts';
import { runSpring } from './spring-program.ts';
import type { OpenWriter, WrittenOrder } from './written-order.ts';

const FILES = resolve(import.meta.dirname, 'writers');

export interface EventWriter {
  readonly software: string;
  readonly forms: readonly string[];
  /** What the machine lacks for it; undefined where it can run. */
  readonly missing?: () => string | undefined;
  readonly open: OpenWriter;
}

const linesFor = (orders: readonly WrittenOrder[]) =>
  orders.map(({ form, eventId, orderId, data }) => `${[form, eventId, orderId, data].join('\t')}\n`).join('');

const openJava: OpenWriter = async ({ brokers, topic }) => {
  const program = { source: join(FILES, 'WriteEvents.java'), jars: 'writers', args: [brokers, topic] };
  return (orders) => runJava({ ...program, input: linesFor(orders) });
};

export const PYTHON_WRITER: EventWriter = {
  software: "Python: librdkafka, CloudEvents' SDK",
  forms: ['binary', 'structured', 'gzip', 'snappy', 'lz4', 'zstd'],
  open: async ({ brokers, topic }) => {
    const args = [join(FILES, 'write_events.py'), brokers, topic];
    return (orders) => runProgram(PYTHON, { args, input: linesFor(orders) });
  },
};

/** Each is somebody else's client with somebody else's idea of an event. */
export const EVENT_WRITERS: readonly EventWriter[] = [
  PYTHON_WRITER,
  {
    software: "Java: Kafka's client, CloudEvents' serialiser",
    forms: ['binary', 'structured'],
    open: openJava,
  },
  {
    software: "Debezium's outbox event router, Connect's converters",
    forms: ['text', 'JSON, typed value', 'JSON', 'JSON, schema', 'JSON, expanded', 'JSON, typed value, schema'],
    open: openJava,
  },
  {
    software: 'Debezium in Kafka Connect, MariaDB',
    forms: ['row of an outbox'],
    missing: missingMariaDb,
    open: openOutboxTable,
  },
  {
    software: 'Spring Cloud Stream',
    forms: ['binary', 'structured'],
    open: async ({ brokers, topic }) => {
      const program = { profile: 'write', brokers, topics: [topic] } as const;
      return (orders) => runSpring({ ...program, input: linesFor(orders) });
    },
  },
];
