import type * as z from 'zod/mini';
import type { EncodedRecord } from '../../functions/contracts/quarantine.ts';
import { ReadRecordAnswer, type ReadRecordRequest } from '../../functions/contracts/read-record.ts';
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
