import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { PaymentState } from '../../functions/contracts/payment-decided.ts';
import type { OutboxPublisherEnv } from '../../functions/outbox-publisher/env.ts';
import type { Kafka } from '../brokers/kafka.ts';
import { allowProducing } from '../brokers/kafka-access.ts';
import { FlowAlarm } from '../monitoring/flow-alarm.ts';
import type { FailedRecords } from '../recipes/failed-records.ts';
import { allowUpdating } from '../recipes/lambda-rights.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import { followStream } from '../recipes/stream-mapping.ts';
import type { Stage } from '../stages.ts';

/** A table whose rows hold events to publish. */
export interface OutboxTable {
  readonly kind: OutboxPublisherEnv['OUTBOX'];
  readonly table: Table;
}

interface OutboxPublisherProps {
  readonly stage: Stage;
  readonly outbox: OutboxTable;
  readonly topics: readonly string[];
  readonly kafka: Kafka;
  readonly failedRecords: FailedRecords;
}

/** Which rows hold an event to publish: orders whose outbox is there, payments whose state became a decision. */
const OUTBOXES = {
  orders: {
    name: 'order-publisher',
    newImage: { outbox: { M: { requeues: { N: [{ exists: true }] } } } },
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
    const { stage, outbox, topics, kafka, failedRecords } = props;
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
        TOPIC_PREFIX: stage.topicPrefix,
        KAFKA_BROKERS: kafka.brokers,
        KAFKA_AUTH: kafka.auth,
      } satisfies OutboxPublisherEnv,
    });
    if (touches) allowUpdating(this.function, table, touches);
    else this.function.allow(['dynamodb:UpdateItem', 'dynamodb:GetItem'], [table.tableArn]);
    allowProducing(this.function, kafka, topics);
    followStream(this.function, { table, newImage, failedRecords });
    addIteratorAgeAlarms(this, { stage, follower: this.function, name, impact });
  }
}

/** How long a stream keeps a record. */
const RETENTION = Duration.hours(24);

const PERIOD = Duration.minutes(5);

/** From which age on it is an alarm. At a quarter, hours are left before the source gives records up. */
export const ITERATOR_AGE = { late: PERIOD, endangered: Duration.hours(6) };

/** An age in percent of what the stream keeps. */
export const shareOfRetention = (age: Duration) => (100 * age.toMilliseconds()) / RETENTION.toMilliseconds();

/** The age of the oldest record that a stream's follower still has to process, in milliseconds. */
const iteratorAge = (follower: NodeFunction) =>
  follower.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: PERIOD });

/** The same in percent of what the stream keeps, for people to read. What is followed names the line, in one word. */
export const iteratorAgeShare = (follower: NodeFunction, followed: string) =>
  new MathExpression({
    expression: `100 * ${followed} / ${RETENTION.toMilliseconds()}`,
    usingMetrics: { [followed]: iteratorAge(follower) },
    label: followed,
    period: PERIOD,
  });

interface IteratorAgeAlarmsProps {
  readonly stage: Stage;
  readonly follower: NodeFunction;
  /** What the follower is called. */
  readonly name: string;
  readonly impact: string;
}

/** On the age itself, not on its share: emulators of CloudFormation know no metric math. */
function addIteratorAgeAlarms(scope: Construct, { stage, follower, name, impact }: IteratorAgeAlarmsProps) {
  new FlowAlarm(scope, 'Lag', {
    stage,
    heading: `${name}-lag`,
    impact,
    customerFacing: true,
    metric: iteratorAge(follower),
    threshold: ITERATOR_AGE.late.toMilliseconds(),
  });
  new FlowAlarm(scope, 'IteratorAge', {
    stage,
    heading: `${name}-iterator-age`,
    impact: 'In some hours the stream gives events up; what is late by then waits for the reconciler, too.',
    customerFacing: false,
    metric: iteratorAge(follower),
    threshold: ITERATOR_AGE.endangered.toMilliseconds(),
  });
}
