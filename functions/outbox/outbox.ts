import type { CloudEvent } from '../contracts/cloud-event.ts';
import type { Receipt } from '../contracts/source-record.ts';

/** What a changed row asks for; of most rows one event, of many nothing. */
export interface RowEvents {
  /** In the order in which they must be published. */
  readonly events: readonly EventEntry[];
  /** What stands in the way of all later events of the row. */
  readonly poison?: Poison;
}

export interface EventEntry {
  readonly kind: 'event';
  /** The key of the row in its table. */
  readonly rowKey: string;
  /** Its number among the row's events, from 1. */
  readonly sequence: number;
  readonly event: CloudEvent;
  /** How often the event was asked for again. */
  readonly requeues: number;
}

/** A row with an event that can never be published as the row is. */
export interface Poison {
  readonly kind: 'poison';
  readonly rowKey: string;
  readonly reason: string;
}

/** The rows that hold the intent to publish. */
export interface Outbox {
  /** The numbers of the events that the row still holds now. A stream shows it as it was, with what has been closed since. */
  pending(rowKey: string): Promise<ReadonlySet<number>>;
  /** Records the receipt and removes the entry of this event alone; the first receipt stays. */
  close(entry: EventEntry, receipt: Receipt): Promise<void>;
  /** Records why an event can never be published. Its entry stays, and so does every later one: to skip one would make a gap. */
  refuse(poison: Poison): Promise<void>;
}

/** Where a send goes. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface EventPublisher {
  partitionOf(event: CloudEvent): Promise<number>;
  /** Publishes to ONE partition, in order; answers the first offset once the broker has all. */
  publish(place: TopicPartition, events: readonly CloudEvent[]): Promise<number>;
}

/** What happened to whom, for logs and metrics. */
export interface PublishReport {
  published(entry: EventEntry, receipt: Receipt): void;
  refused(poison: Poison): void;
  failed(entry: EventEntry | Poison, error: unknown): void;
  /** Not a failed publication: the outbox entry stays, and at worst the event is published once more. */
  receiptFailed(entry: EventEntry, error: unknown): void;
  /** Which events the row still holds is not known: at worst some are published once more. */
  unread(entry: EventEntry, error: unknown): void;
}

export interface PublishOutboxDeps {
  readonly publisher: EventPublisher;
  readonly outbox: Outbox;
  readonly report: PublishReport;
  readonly now: () => Date;
  /** The longest that the receipts of a send, or a mark on a row, may take, in milliseconds. */
  readonly rowDeadline?: number;
}
