import type { CloudEvent } from '../contracts/cloud-event.ts';
import type { Receipt } from '../contracts/source-record.ts';

/** What a changed row asks for. */
export type OutboxEntry = EventEntry | Poison | { readonly kind: 'nothing' };

export interface EventEntry {
  readonly kind: 'event';
  /** The key of the row in its table. */
  readonly rowKey: string;
  readonly event: CloudEvent;
  /** How often the event was asked for again. */
  readonly requeues: number;
}

/** A row whose event can never be published. */
export interface Poison {
  readonly kind: 'poison';
  readonly rowKey: string;
  readonly reason: string;
}

/** The rows that hold the intent to publish. */
export interface Outbox {
  /** Records the receipt and removes the outbox entry; the first receipt stays. */
  close(entry: EventEntry, receipt: Receipt): Promise<void>;
  /** Records why the event can never be published and removes the outbox entry. */
  refuse(poison: Poison): Promise<void>;
}

export interface EventPublisher {
  partitionOf(event: CloudEvent): Promise<number>;
  /** Publishes to ONE partition, in order; answers the first offset once the broker has all. */
  publish(partition: number, events: readonly CloudEvent[]): Promise<number>;
}

/** What happened to whom, for logs and metrics. */
export interface PublishReport {
  published(entry: EventEntry, receipt: Receipt): void;
  refused(poison: Poison): void;
  failed(entry: EventEntry | Poison, error: unknown): void;
  /** Not a failed publication: the outbox entry stays, and at worst the event is published once more. */
  receiptFailed(entry: EventEntry, error: unknown): void;
}

export interface PublishOutboxDeps {
  readonly publisher: EventPublisher;
  readonly outbox: Outbox;
  readonly report: PublishReport;
  readonly now: () => Date;
  /** The longest that the receipts of a send, or a mark on a row, may take, in milliseconds. */
  readonly rowDeadline?: number;
}
