import type * as z from 'zod/mini';
import type { PageCursor } from '../../functions/contracts/page-cursor.ts';
import type { EncodedRecord } from '../../functions/contracts/quarantine.ts';
import { ReadRecordAnswer, type ReadRecordRequest, ReadRecordsAnswer } from '../../functions/contracts/read-record.ts';
import { callFunction } from './call-function.ts';
import type { System } from './system.ts';

/** Kafka's side is reached through kafka-operator: an operator has no way into the brokers' network. */
export const askKafka = <Answer extends z.ZodMiniType>(
  { lambda, outputs }: System,
  request: object,
  answer: Answer,
): Promise<z.output<Answer>> => callFunction(lambda, { name: outputs.KafkaOperatorFunction, request, answer });

export async function readRecord(
  system: System,
  place: Omit<ReadRecordRequest, 'action'>,
): Promise<EncodedRecord | null> {
  const { topic, partition, offset } = place;
  const request: ReadRecordRequest = { action: 'read-record', topic, partition, offset };
  return (await askKafka(system, request, ReadRecordAnswer)).record;
}

const PAGE_SIZE = 2_000;

/** The records of a topic from there on, as it is when the reading begins; without a cursor, every one. */
export async function* readTopic(system: System, topic: string, from?: PageCursor): AsyncGenerator<EncodedRecord> {
  let cursor: PageCursor | null | undefined = from;
  while (cursor !== null) {
    const page: ReadRecordsAnswer = await askKafka(
      system,
      { action: 'read-records', topic, cursor, limit: PAGE_SIZE },
      ReadRecordsAnswer,
    );
    yield* page.records;
    cursor = page.cursor;
  }
}
