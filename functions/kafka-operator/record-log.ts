import type { KafkaRecord } from '../platform/kafka-batch.ts';

/** A partition's first offset, and the one behind its last. */
export interface PartitionRange {
  readonly partition: number;
  readonly low: number;
  readonly end: number;
}

interface ReadFrom {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** About how much to bring; one batch of the broker's comes in any case. */
  readonly maxBytes: number;
}

/** Topics as logs: read by place, without a consumer group, changing nothing. */
export interface RecordLog {
  ranges(topic: string): Promise<readonly PartitionRange[]>;
  /** The first offset of each partition from a time on; where nothing is that young, its end. */
  offsetsFrom(topic: string, time: Date): Promise<ReadonlyMap<number, number>>;
  /** Some records from an offset on, in order, and where to go on. None where the topic does not hold that offset. */
  readFrom(from: ReadFrom): Promise<{ readonly records: readonly KafkaRecord[]; readonly next: number }>;
}
