/** A way to save an order and publish its event, and to charge from the topic. */
export interface ComparedSystem {
  /** As the command takes it. */
  readonly name: string;
  readonly does: string;
  readonly placing: 'save-then-send' | 'send-then-commit' | 'outbox';
  /** Whether the sender waits until all in-sync replicas have the event. */
  readonly waitsForBroker: boolean;
  /** The consumers of compare/spring, or the one in compare/powertools-consumer.ts. */
  readonly consumer: 'charge' | 'chargeOnce' | 'powertools';
  /** After which steps a service dies on purpose. */
  readonly steps: readonly string[];
}

/** All are a Spring Boot service over MariaDB, and one that charges; see compare/spring. */
export const COMPARED: readonly ComparedSystem[] = [
  {
    name: 'save-then-send',
    does: 'saves, commits, then sends and does not wait (the code of the question)',
    placing: 'save-then-send',
    waitsForBroker: false,
    consumer: 'charge',
    steps: ['saved', 'sent'],
  },
  {
    name: 'send-then-commit',
    does: 'sends within the transaction and waits for the broker, then commits',
    placing: 'send-then-commit',
    waitsForBroker: true,
    consumer: 'charge',
    steps: ['saved', 'sent', 'committed'],
  },
  {
    name: 'commit-then-send',
    does: 'commits, then sends and waits for the broker',
    placing: 'save-then-send',
    waitsForBroker: true,
    consumer: 'charge',
    steps: ['saved', 'sent'],
  },
  {
    name: 'debezium',
    does: 'saves order and outbox row in one transaction; Debezium publishes; a naive consumer',
    placing: 'outbox',
    waitsForBroker: false,
    consumer: 'charge',
    steps: ['saved', 'committed'],
  },
  {
    name: 'debezium-inbox',
    does: 'the same, and the consumer notes each event in an inbox table, in one transaction with the payment',
    placing: 'outbox',
    waitsForBroker: false,
    consumer: 'chargeOnce',
    steps: ['saved', 'committed'],
  },
  {
    name: 'powertools',
    does: "published by Debezium; the consumer charges under Powertools' idempotency record",
    placing: 'outbox',
    waitsForBroker: false,
    consumer: 'powertools',
    steps: ['saved', 'committed'],
  },
];

/** Ours: judged by the nemesis of `npm run prove`, on its own three brokers, with more kinds of faults. */
export const THIS_SYSTEM = 'chargeonce';

export interface CompareOptions {
  readonly orders: number;
  /** The same seed plans the same orders, and strikes at the same of them. */
  readonly seed: number;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}
