import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { PaymentState } from '../../functions/contracts/payment-decided.ts';
import type { OutboxPublisherEnv } from '../../functions/outbox-publisher/env.ts';
import type { Stage } from '../stages.ts';
import type { FailedRecords } from './failed-records.ts';
import { addIteratorAgeAlarms } from './iterator-age.ts';
import type { Kafka } from './kafka.ts';
import { allowProducing } from './kafka-access.ts';
import { allowUpdating } from './lambda-rights.ts';
import { NodeFunction } from './node-function.ts';
import { followStream } from './stream-source.ts';

/** A table whose rows hold events to publish. */
export interface Outbox {
  readonly kind: OutboxPublisherEnv['OUTBOX'];
  readonly table: Table;
}

interface OutboxPublisherProps {
  readonly stage: Stage;
  readonly outbox: Outbox;
  readonly topic: string;
  readonly kafka: Kafka;
  readonly failedRecords: FailedRecords;
}

/** Which rows are an event to publish: orders whose slot is full, payments whose state became a decision. */
const OUTBOXES = {
  orders: {
    name: 'order-publisher',
    newImage: { outbox: { M: { eventId: { S: [{ exists: true }] } } } },
    touches: undefined,
    impact: 'Accepted orders are not charged.',
  },
  payments: {
    name: 'payment-publisher',
    newImage: { state: { S: PaymentState.options } },
    // Whoever takes this function over can mark a payment, and neither decide nor change it.
    touches: ['eventId', 'publishFailure'],
    impact: 'Customers who have paid see their orders as placed.',
  },
};

/** Follows a table's stream and publishes its events; a record counts as done when the brokers have acknowledged it. */
export class OutboxPublisher extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, props: OutboxPublisherProps) {
    super(scope, id);
    const { stage, outbox, topic, kafka, failedRecords } = props;
    const { kind, table } = outbox;
    const { name, newImage, impact, touches } = OUTBOXES[kind];
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name,
      code: 'outbox-publisher',
      timeoutSeconds: 60,
      kafka,
      reservedConcurrency: stage.concurrency?.publisher,
      environment: {
        OUTBOX: kind,
        OUTBOX_TABLE: table.tableName,
        TOPIC: topic,
        KAFKA_BROKERS: kafka.brokers,
        KAFKA_AUTH: kafka.auth,
      } satisfies OutboxPublisherEnv,
    });
    if (touches) allowUpdating(this.function, table, touches);
    else this.function.allow(['dynamodb:UpdateItem'], [table.tableArn]);
    allowProducing(this.function, kafka, [topic]);
    followStream(this.function, { table, newImage, failedRecords });
    addIteratorAgeAlarms(this, { stage, follower: this.function, name, impact });
  }
}
