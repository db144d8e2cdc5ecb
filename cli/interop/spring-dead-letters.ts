import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import { CONSUMERS, EVENTS } from '../../functions/contracts/events.ts';
import { quarantineTopic } from '../../functions/contracts/quarantined-record.ts';
import type { Conformance } from './conformance.ts';
import { printedLines } from './event-readers.ts';
import { PYTHON_WRITER } from './event-writers.ts';
import { runSpring } from './spring-program.ts';
import type { WrittenOrder } from './written-order.ts';

const { topic } = EVENTS.orderPlaced;
const QUARANTINE = quarantineTopic(topic, CONSUMERS.paymentProcessor.name);
const QUARANTINED_WITHIN_MS = 60_000;

/** What Spring makes of a quarantined record. */
const SpringDeadLetter = z.object({
  key: z.string(),
  deadLetter: z.object({
    topic: z.string(),
    partition: z.int(),
    offset: z.int(),
    timestamp: z.int(),
    error: z.string(),
    message: z.string(),
  }),
});
export type SpringDeadLetter = z.infer<typeof SpringDeadLetter>;

/** Writes an order under an id that other systems could give, too, and lets Spring read why it is in quarantine. */
export async function compareDeadLetter(brokers: string, order: WrittenOrder): Promise<Conformance> {
  const begin = Date.now();
  const refused = { ...order, eventId: '4711' };
  await using started = new AsyncDisposableStack();
  const write = await PYTHON_WRITER.open({ brokers, topic, started });
  await write([refused]);
  const found = await quarantined(brokers, order.orderId);
  return { subject: 'Spring Kafka: headers of a dead letter', count: 1, problems: problemsOfDeadLetter(found, begin) };
}

async function quarantined(brokers: string, key: string): Promise<readonly SpringDeadLetter[]> {
  const deadline = Date.now() + QUARANTINED_WITHIN_MS;
  for (;;) {
    const lines = printedLines(await runSpring({ profile: 'read', brokers, topics: [QUARANTINE] }));
    const found = lines
      .map((line) => z.parse(SpringDeadLetter, JSON.parse(line)))
      .filter((letter) => letter.key === key);
    if (found.length > 0 || Date.now() > deadline) return found;
    await delay(500);
  }
}

export function problemsOfDeadLetter([first]: readonly SpringDeadLetter[], begin: number): string[] {
  if (first === undefined) return ['it is not in quarantine'];
  const { topic: from, partition, offset, timestamp, error, message } = first.deadLetter;
  const checks = {
    'another place': from === topic && partition >= 0 && offset >= 0,
    'another time': timestamp >= begin && timestamp <= Date.now(),
    'another reason': error === 'InvalidEvent' && message.includes('the id of the event must be'),
  };
  return Object.entries(checks).flatMap(([what, isRight]) => (isRight ? [] : [`it names ${what}`]));
}
