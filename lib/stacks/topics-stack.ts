import { CfnTopic } from 'aws-cdk-lib/aws-msk';
import { CfnDeletionPolicy, RemovalPolicies, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { CONSUMERS } from '../../functions/contracts/events.ts';
import { quarantineTopic } from '../../functions/contracts/quarantined-record.ts';
import { capitalized, EVERY_TOPIC, type StageCluster, topicNames } from '../brokers/kafka.ts';
import { DURABLE } from '../brokers/kafka-settings.ts';
import type { AwsStage } from '../stages.ts';

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

const OF_EVENTS: TopicSettings = { maxMessageBytes: MAX_MESSAGE_BYTES, retentionMs: RETENTION_MS };
const OF_QUARANTINE: TopicSettings = {
  maxMessageBytes: MAX_MESSAGE_BYTES + QUARANTINE_HEADROOM_BYTES,
  retentionMs: QUARANTINE_RETENTION_MS,
};

interface TopicsStackProps extends StackProps {
  readonly stage: AwsStage;
  readonly clusterArn: string;
}

/** The topics, on the messaging stack's cluster or on one that exists already. */
export class TopicsStack extends Stack {
  constructor(scope: Construct, id: string, { stage, clusterArn, ...props }: TopicsStackProps) {
    super(scope, id, props);
    const { events } = topicNames(stage);
    const addTopic = (id: string, topicName: string, settings: TopicSettings) => {
      const topic = new CfnTopic(this, id, {
        clusterArn,
        topicName,
        partitionCount: EVERY_TOPIC.partitions,
        replicationFactor: 3,
        configs: configs(stage.cluster, settings),
      });
      // With another name it is another topic. The one before keeps its events, in every stage.
      topic.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
      topic.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    };
    for (const [event, topic] of Object.entries(events)) {
      addTopic(capitalized(event), topic, OF_EVENTS);
      const consumers = Object.entries(CONSUMERS).filter(([, consumer]) => consumer.event === event);
      for (const [index, [consumer, { name }]] of consumers.entries()) {
        // Of the first consumer without its name, as it was while events had one: another id would be another topic.
        const id = `${capitalized(event)}Quarantine${index === 0 ? '' : capitalized(consumer)}`;
        addTopic(id, quarantineTopic(topic, name), OF_QUARANTINE);
      }
    }
    // A topic may hold what nobody has consumed yet.
    if (stage.keepsData) RemovalPolicies.of(this).retainOnUpdateOrDelete();
  }
}

/** Brokers whose durability is fixed. */
const areExpress = (cluster: StageCluster) =>
  cluster.kind === 'express' || (cluster.kind === 'existing' && cluster.express);

const configs = (cluster: StageCluster, { maxMessageBytes, retentionMs }: TopicSettings) =>
  base64Json({
    // Said of each topic, too: a cluster that is there already may have been set up otherwise.
    ...(areExpress(cluster) ? {} : DURABLE),
    ...EVERY_TOPIC.settings,
    'max.message.bytes': String(maxMessageBytes),
    'retention.ms': String(retentionMs),
  });

/** MSK takes a topic's settings as a JSON object of strings, in base64. */
const base64Json = (settings: Record<string, string>) => Buffer.from(JSON.stringify(settings)).toString('base64');
