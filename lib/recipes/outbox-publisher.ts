import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { OutboxEnv } from '../../functions/outbox/env.ts';
import { type Kafka, kafkaEnvironment } from '../brokers/kafka.ts';
import { allowProducing } from '../brokers/kafka-access.ts';
import { FlowAlarm, headingOf } from '../monitoring/flow-alarm.ts';
import type { FailedRecords } from './failed-records.ts';
import { allowUpdating } from './lambda-rights.ts';
import { NodeFunction } from './node-function.ts';
import type { StageSettings } from './stage-settings.ts';
import { followStream } from './stream-mapping.ts';

/** What the publishers of a stage share. */
export interface Publishing {
  readonly stage: StageSettings;
  readonly kafka: Kafka;
  readonly failedRecords: FailedRecords;
}

export interface OutboxPublisherProps extends Publishing {
  /** Names its function. */
  readonly name: string;
  /** Its folder in `functions/`, or the absolute path of its handler's file. */
  readonly code: string;
  /** One partition key, a text, and no sort key; its stream shows new images. */
  readonly table: ITable;
  /** Which rows have something to publish: a pattern on leaves of the new image. `exists` never matches an object. */
  readonly newImage: object;
  /** With the stage's prefix. */
  readonly topics: readonly string[];
  /** What the user loses while it does not work, as a sentence. */
  readonly impact: string;
  /** The attributes that it writes, if it reads no row and writes no other attribute. */
  readonly touches?: readonly string[] | undefined;
  /** Its own variables, beside those of every publisher. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number | undefined;
  /** Whether docs/runbook.md has entries of its own for its alarms. */
  readonly inRunbook?: boolean;
}

/** Follows a table's stream and publishes its events; a record counts as done when the brokers have acknowledged it. */
export class OutboxPublisher extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, props: OutboxPublisherProps) {
    super(scope, id);
    const { stage, name, code, table, kafka, failedRecords, touches } = props;
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name,
      code,
      timeoutSeconds: 60,
      kafka,
      reservedConcurrency: props.reservedConcurrency,
      environment: {
        ...props.environment,
        ...({
          OUTBOX_TABLE: table.tableName,
          TOPIC_PREFIX: stage.topicPrefix,
          KAFKA_CLIENT: stage.kafkaClient,
          ...kafkaEnvironment(kafka),
        } satisfies OutboxEnv),
      },
    });
    if (touches) allowUpdating(this.function, table, touches);
    else this.function.allow(['dynamodb:UpdateItem', 'dynamodb:PartiQLUpdate', 'dynamodb:GetItem'], [table.tableArn]);
    allowProducing(this.function, kafka, props.topics);
    followStream(this.function, { table, newImage: props.newImage, failedRecords });
    addIteratorAgeAlarms(this, { ...props, follower: this.function });
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

interface IteratorAgeAlarmsProps extends Pick<OutboxPublisherProps, 'stage' | 'name' | 'impact' | 'inRunbook'> {
  readonly follower: NodeFunction;
}

/** On the age itself, not on its share: emulators of CloudFormation know no metric math. */
function addIteratorAgeAlarms(scope: Construct, props: IteratorAgeAlarmsProps) {
  const { stage, follower, name, impact, inRunbook = false } = props;
  const named = headingOf({ name, kind: 'publisher', inRunbook });
  new FlowAlarm(scope, 'Lag', {
    stage,
    ...named('lag'),
    impact,
    customerFacing: true,
    metric: iteratorAge(follower),
    threshold: ITERATOR_AGE.late.toMilliseconds(),
  });
  new FlowAlarm(scope, 'IteratorAge', {
    stage,
    ...named('iterator-age'),
    impact: 'In some hours the stream gives events up; what is late by then waits for the reconciler, too.',
    customerFacing: false,
    metric: iteratorAge(follower),
    threshold: ITERATOR_AGE.endangered.toMilliseconds(),
  });
}
