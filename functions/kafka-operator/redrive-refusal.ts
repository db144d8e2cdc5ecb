import type { RedriveRequest } from '../contracts/redrive.ts';
import type { KafkaRecord } from '../platform/kafka-batch.ts';
import { PoisonRecordError } from '../platform/poison-record.ts';
import type { QuarantineNote } from './quarantine-note.ts';
import { READ_ORDER_ID } from './readable-event.ts';

/** Why a quarantined record may not go back; undefined where it may. */
export function redriveRefusal(
  record: KafkaRecord,
  { original }: QuarantineNote,
  { topic, consumer }: Pick<RedriveRequest, 'topic' | 'consumer'>,
): string | undefined {
  if (original === null) return "quarantine's headers do not tell where it came from";
  if (original.topic !== topic) return `it came from another topic than ${topic}`;
  try {
    const orderId = READ_ORDER_ID[consumer](record);
    return record.key?.toString() === orderId ? undefined : 'its key is not the id of its order';
  } catch (error) {
    if (!(error instanceof PoisonRecordError)) throw error;
    return `${consumer} still can't read it: ${error.name}: ${error.message}`;
  }
}
