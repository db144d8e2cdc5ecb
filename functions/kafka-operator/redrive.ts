import { quarantineTopic } from '../contracts/quarantine.ts';
import { REDRIVE_HEADERS } from '../contracts/quarantine-headers.ts';
import type { RedriveAnswer, RedriveRequest, Refusal } from '../contracts/redrive.ts';
import type { KafkaRecord } from '../platform/kafka-batch.ts';
import { messageHeaders } from '../platform/kafka-message-headers.ts';
import type { PartitionOf } from '../platform/kafka-partitioner.ts';
import type { SendToPartition } from '../platform/kafka-producer.ts';
import { originalHeaders, quarantineNote } from './quarantine-note.ts';
import { redriveRefusal } from './redrive-refusal.ts';
import { type VisitPageDeps, visitPage } from './visit-page.ts';

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
  return async (request: RedriveRequest): Promise<RedriveAnswer> => {
    const { topic, consumer, error, dryRun, superseded: earlierCopies = [], ...page } = request;
    const isSuperseded = placesIn(earlierCopies);
    const refused: Refusal[] = [];
    let [redriven, others, superseded] = [0, 0, 0];
    const cursor = await visit({ topic: quarantineTopic(topic, consumer), ...page }, async (record) => {
      if (isSuperseded(record)) {
        superseded++;
        return;
      }
      const note = quarantineNote(record.headers);
      if (error !== undefined && note.error !== error) {
        others++;
        return;
      }
      const refusal = redriveRefusal(original(record), note, { topic, consumer });
      const reason = refusal ?? (dryRun ? undefined : await putBack(deps, record, topic));
      if (reason === undefined) redriven++;
      else refused.push({ place: placeOf(record), error: note.error, reason });
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
