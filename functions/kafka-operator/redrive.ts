import { type ConsumerName, eventOf } from '../contracts/events.ts';
import type { RedriveRequest, RedriveResponse, Refusal } from '../contracts/operator-request.ts';
import { quarantineTopic, REDRIVE_HEADERS } from '../contracts/quarantined-record.ts';
import { PoisonRecordError, readEvent } from '../platform/decode-event.ts';
import type { PartitionOf } from '../platform/kafka-partitioner.ts';
import { messageHeaders, type SendToPartition } from '../platform/kafka-producer.ts';
import type { KafkaRecord } from '../platform/kafka-record.ts';
import { originalHeaders, type QuarantineNote, quarantineNote } from './list-quarantined.ts';
import { type VisitPageDeps, visitPage } from './record-log.ts';

export interface RedriveDeps extends VisitPageDeps {
  readonly partitionOf: PartitionOf;
  readonly send: SendToPartition;
  readonly now: () => Date;
}

/**
 * Puts a page of quarantined records back into their topic. Safe to repeat: the event's id stays the same, so that a
 * second copy is a duplicate to its consumer; what the consumer still could not read is refused; and of a record that it
 * refused again only the last copy is put back, or each run would double them.
 */
export function redrive(deps: RedriveDeps) {
  const visit = visitPage(deps);
  return async (request: RedriveRequest): Promise<RedriveResponse> => {
    const { topic, consumer, error, dryRun, superseded: earlierCopies = [], ...page } = request;
    const isSuperseded = placesIn(earlierCopies);
    const refused: Refusal[] = [];
    let [redriven, others, superseded] = [0, 0, 0];
    const cursor = await visit({ topic: quarantineTopic(topic, consumer), ...page }, async (record) => {
      if (isSuperseded(record)) {
        superseded++;
        return undefined;
      }
      const note = quarantineNote(record.headers);
      if (error !== undefined && note.error !== error) {
        others++;
        return undefined;
      }
      const refusal = redriveRefusal(original(record), note, { topic, consumer });
      const reason = refusal ?? (dryRun ? undefined : await putBack(deps, record, topic));
      if (reason === undefined) {
        redriven++;
        return undefined;
      }
      const entry = { place: placeOf(record), error: note.error, reason };
      refused.push(entry);
      return entry;
    });
    return { redriven, others, superseded, refused, cursor };
  };
}

const placeOf = ({ topic, partition, offset }: KafkaRecord) => ({ topic, partition, offset });

function placesIn(places: NonNullable<RedriveRequest['superseded']>) {
  const known = new Set(places.map(({ partition, offset }) => `${partition}@${offset}`));
  return ({ partition, offset }: KafkaRecord) => known.has(`${partition}@${offset}`);
}

/** The record as it was in its topic. */
const original = (record: KafkaRecord): KafkaRecord => ({ ...record, headers: originalHeaders(record.headers) });

/** Answers why it can't be, where no repetition would help; rejects where one may. */
async function putBack({ partitionOf, send, now }: RedriveDeps, record: KafkaRecord, topic: string) {
  const { key, value, headers } = original(record);
  const { attempts, firstFailedAt } = quarantineNote(record.headers);
  const { partition, offset } = record;
  const message = {
    key,
    value,
    headers: {
      // Those of an earlier redrive give way.
      ...messageHeaders(headers),
      [REDRIVE_HEADERS.from]: `${record.topic}-${partition}@${offset}`,
      [REDRIVE_HEADERS.at]: now().toISOString(),
      [REDRIVE_HEADERS.attempts]: String(attempts),
      [REDRIVE_HEADERS.firstFailedAt]: firstFailedAt ?? now().toISOString(),
    },
  };
  // The refusals leave none without a key.
  const at = await partitionOf(topic, String(key));
  try {
    await send({ topic, partition: at, messages: [message] });
    return undefined;
  } catch (error) {
    if (isTooLarge(error)) return 'with the headers of a redrive it is too large for its topic';
    throw error;
  }
}

const isTooLarge = (error: unknown) => error instanceof Error && 'type' in error && error.type === 'MESSAGE_TOO_LARGE';

/** Why a quarantined record may not go back; undefined where it may. */
function redriveRefusal(
  record: KafkaRecord,
  { original }: QuarantineNote,
  { topic, consumer }: Pick<RedriveRequest, 'topic' | 'consumer'>,
): string | undefined {
  if (original === null) return "quarantine's headers do not say where it came from";
  if (original.topic !== topic) return `it came from another topic than ${topic}`;
  try {
    return record.key?.toString() === readKey(consumer)(record) ? undefined : 'its key is not the id of its order';
  } catch (error) {
    if (!(error instanceof PoisonRecordError)) throw error;
    return `${consumer} still can't read it: ${error.name}: ${error.message}`;
  }
}

/** Reads a record as its consumer will, and answers the key that it must have. @throws PoisonRecordError where the consumer would. */
export function readKey(consumer: ConsumerName) {
  const contract = eventOf(consumer);
  return (record: KafkaRecord) => contract.key(readEvent(record, contract).data);
}
