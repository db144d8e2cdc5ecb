import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import { EVENTS } from '../../functions/contracts/events.ts';
import { startGuardedProcess } from '../../local/guarded-process.ts';
import { passingFolder } from '../../local/ports-and-folders.ts';
import type { Conformance } from './conformance.ts';
import { connectWorker } from './connect-worker.ts';
import { printedLines } from './event-readers.ts';

const SUNK_WITHIN_MS = 120_000;
const GRACE_MS = 6_000;

/** What a row of each topic's file must say of an order. */
const ROWS: Readonly<Record<string, z.ZodMiniType>> = {
  [EVENTS.orderPlaced.topic]: z.object({ orderId: z.string(), totalAmount: z.int(), customerId: z.string() }),
  [EVENTS.paymentDecided.topic]: z.object({ orderId: z.string(), amount: z.int(), state: z.string() }),
};

interface SunkOrders {
  readonly brokers: string;
  /** For each topic, what is expected of each order. */
  readonly expected: Readonly<Record<string, readonly object[]>>;
}

/** Lets a Kafka Connect worker write both topics into files, a line an event, and compares the lines. */
export async function compareConnectSink({ brokers, expected }: SunkOrders): Promise<Conformance[]> {
  const folder = passingFolder('/tmp');
  const topics = Object.keys(ROWS);
  const fileOf = (topic: string) => join(folder, `${topic}.txt`);
  const connectors = Object.fromEntries(topics.map((topic) => [topic, sinkOf(topic, fileOf(topic))]));
  const { command } = await connectWorker({ folder, brokers, connectors });
  const connect = await startGuardedProcess({ ...command, logFile: '.local/interop/connect.log' });
  try {
    const wanted = (topic: string) => expected[topic] ?? [];
    const deadline = Date.now() + SUNK_WITHIN_MS;
    while (Date.now() < deadline && topics.some((topic) => rowsIn(fileOf(topic)).length < wanted(topic).length))
      await delay(200);
    return topics.map((topic) => ({
      subject: `Kafka Connect, FileStreamSink: ${topic}`,
      count: wanted(topic).length,
      problems: problemsOfRows(topic, rowsIn(fileOf(topic)), wanted(topic)),
    }));
  } finally {
    await connect.stop(GRACE_MS);
  }
}

/** Why a topic's lines are not what was published; each event is there once at least. */
export function problemsOfRows(topic: string, lines: readonly string[], expected: readonly object[]): string[] {
  const row = ROWS[topic];
  const written = new Set(lines.map((line) => JSON.stringify(row?.safeParse(JSON.parse(line)).data)));
  return expected.flatMap((order) => (written.has(JSON.stringify(order)) ? [] : [`missing: ${JSON.stringify(order)}`]));
}

const rowsIn = (file: string) => (existsSync(file) ? printedLines(readFileSync(file, 'utf8')) : []);

const sinkOf = (topic: string, file: string) => ({
  ...{ 'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector', topics: topic, file },
});
