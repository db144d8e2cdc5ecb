import { type Consumer, consumersOf } from '../../cli/ops/ask-kafka.ts';
import { listQuarantine, supersededIn } from '../../cli/ops/redrive-command.ts';
import type { System } from '../../cli/ops/system.ts';
import type { QuarantinedRecord } from '../../functions/contracts/operator-request.ts';
import { quarantineTopic } from '../../functions/contracts/quarantined-record.ts';
import type { DeadLetter } from '../contract/console-views.ts';

const UNKNOWN = 'unknown';

/** The records in quarantine that wait: of those that failed again after a redrive, the last copy alone; the last failure first. */
export async function deadLettersOf(system: System, wasPutBack = (_place: string) => false): Promise<DeadLetter[]> {
  const all = await Promise.all(consumersOf(system).map((consumer) => lettersOf(system, consumer, wasPutBack)));
  return all.flat().sort((one, other) => (other.lastFailedAt ?? '').localeCompare(one.lastFailedAt ?? ''));
}

async function lettersOf(system: System, consumer: Consumer, wasPutBack: (place: string) => boolean) {
  const records = await listQuarantine(system, consumer, undefined);
  const superseded = new Set<object>(supersededIn(records));
  return records
    .filter(({ place }) => !superseded.has(place))
    .map((record) => letterOf(consumer, record))
    .filter(({ topic, partition, offset }) => !wasPutBack(`${topic}-${partition}@${offset}`));
}

const letterOf = ({ name, topic }: Consumer, record: QuarantinedRecord): DeadLetter => ({
  consumer: name,
  topic: quarantineTopic(topic, name),
  partition: record.place.partition,
  offset: record.place.offset,
  key: record.key,
  error: record.error ?? UNKNOWN,
  message: record.message ?? '',
  attempts: record.attempts,
  lastFailedAt: record.lastFailedAt,
  from: record.original && `${record.original.topic} ${record.original.partition}/${record.original.offset}`,
});
