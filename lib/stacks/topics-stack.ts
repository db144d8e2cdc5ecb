import { CfnTopic } from 'aws-cdk-lib/aws-msk';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { TopicNames } from '../topic-names.ts';

const MAX_MESSAGE_BYTES = 1_048_576;
/** Room for the headers that say why a record of the largest size is in quarantine. */
const QUARANTINE_HEADROOM_BYTES = 65_536;

const DAY_MS = 86_400_000;
/** Long enough to replay a week; the rows, not the topic, are the history. */
const RETENTION_MS = 7 * DAY_MS;
/** Nobody mends a record while it is on holiday: a quarantined one waits for a month. */
const QUARANTINE_RETENTION_MS = 30 * DAY_MS;

interface TopicSettings {
  readonly maxMessageBytes: number;
  readonly retentionMs: number;
}

const EVENTS: TopicSettings = { maxMessageBytes: MAX_MESSAGE_BYTES, retentionMs: RETENTION_MS };
const QUARANTINE: TopicSettings = {
  maxMessageBytes: MAX_MESSAGE_BYTES + QUARANTINE_HEADROOM_BYTES,
  retentionMs: QUARANTINE_RETENTION_MS,
};

interface TopicsStackProps extends StackProps {
  readonly topics: TopicNames;
  readonly clusterArn: string;
}

/** The topics, on the messaging stack's cluster or on one that exists already. */
export class TopicsStack extends Stack {
  constructor(scope: Construct, id: string, { topics, clusterArn, ...props }: TopicsStackProps) {
    super(scope, id, props);
    const [unpaid, unreported] = topics.quarantine;
    const addTopic = topicOn(this, clusterArn);
    addTopic('OrderPlaced', topics.orderPlaced, EVENTS);
    addTopic('OrderPlacedQuarantine', unpaid, QUARANTINE);
    addTopic('PaymentDecided', topics.paymentDecided, EVENTS);
    addTopic('PaymentDecidedQuarantine', unreported, QUARANTINE);
  }
}

const topicOn = (stack: Stack, clusterArn: string) => (id: string, topicName: string, settings: TopicSettings) =>
  new CfnTopic(stack, id, {
    clusterArn,
    topicName,
    partitionCount: 6,
    replicationFactor: 3,
    configs: base64Json({
      'min.insync.replicas': '2',
      'max.message.bytes': String(settings.maxMessageBytes),
      'retention.ms': String(settings.retentionMs),
    }),
  });

const base64Json = (settings: Record<string, string>) => Buffer.from(JSON.stringify(settings)).toString('base64');
