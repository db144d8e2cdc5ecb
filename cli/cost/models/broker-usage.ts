import * as z from 'zod/mini';
import { EVENTS } from '../../../functions/contracts/events.ts';
import { type Resource, read, type StageResources } from '../resources.ts';
import { HOURS_PER_MONTH, hasPrice, measured, type PriceName, type Usage } from '../usage.ts';
import { logUsage } from './monitoring-usage.ts';

const Cluster = z.object({
  NumberOfBrokerNodes: z.number(),
  BrokerNodeGroupInfo: z.object({
    InstanceType: z.string(),
    StorageInfo: z.optional(z.object({ EBSStorageInfo: z.object({ VolumeSize: z.number() }) })),
  }),
  EnhancedMonitoring: z._default(
    z.enum(['DEFAULT', 'PER_BROKER', 'PER_TOPIC_PER_BROKER', 'PER_TOPIC_PER_PARTITION']),
    'DEFAULT',
  ),
  LoggingInfo: z.optional(
    z.object({ BrokerLogs: z.looseObject({ CloudWatchLogs: z.optional(z.object({ Enabled: z.boolean() })) }) }),
  ),
});

/** The brokers, their volumes, what they log, and metrics beyond those that are free. */
export function clusterUsage(cluster: Resource, stage: StageResources): Usage[] {
  const { NumberOfBrokerNodes: brokers, BrokerNodeGroupInfo, LoggingInfo, EnhancedMonitoring } = read(Cluster, cluster);
  const { InstanceType, StorageInfo } = BrokerNodeGroupInfo;
  const volume = StorageInfo?.EBSStorageInfo.VolumeSize;
  const logBytes = brokers * measured('kafka/broker-log') * 1e9;
  return [
    { what: `${brokers} brokers ${InstanceType}`, price: brokerPrice(InstanceType), always: brokers * HOURS_PER_MONTH },
    ...(InstanceType.startsWith('express.') ? expressUsage(stage) : []),
    ...(volume ? [{ what: `${brokers} volumes`, price: 'msk-storage', always: brokers * volume } as const] : []),
    ...(LoggingInfo?.BrokerLogs.CloudWatchLogs?.Enabled
      ? logUsage({ writer: cluster, stage, what: 'logs of the brokers', always: logBytes })
      : []),
    { what: 'metrics of the brokers', price: 'metric', always: brokerMetrics({ brokers, EnhancedMonitoring, stage }) },
  ];
}

function brokerPrice(instanceType: string): PriceName {
  if (hasPrice(instanceType)) return instanceType;
  throw new Error(`has brokers of type ${instanceType}, which have no price in cli/cost/prices.json`);
}

/** Express brokers are paid for what is written and for what is kept; whether each copy counts is not known: three do here. */
const expressUsage = (stage: StageResources): Usage[] =>
  topicsOf(stage).flatMap((topic): Usage[] => [
    { what: 'written to Express brokers', price: 'express-ingest', perOrder: recordBytes(topic) / 1e9 },
    {
      what: 'kept by Express brokers',
      price: 'express-storage',
      perOrder: (3 * recordBytes(topic) * daysKept(topic) * 24) / HOURS_PER_MONTH / 1e9,
    },
  ]);

interface Monitored {
  readonly brokers: number;
  readonly EnhancedMonitoring: z.output<typeof Cluster>['EnhancedMonitoring'];
  readonly stage: StageResources;
}

/** Each level has the metrics of the levels before it, too. */
function brokerMetrics({ brokers, EnhancedMonitoring: level, stage }: Monitored): number {
  if (level === 'DEFAULT') return 0;
  const topics = topicsOf(stage);
  const perBroker = measured('kafka/PER_BROKER') * brokers;
  if (level === 'PER_BROKER') return perBroker;
  const perTopic = measured('kafka/PER_TOPIC_PER_BROKER') * brokers * topics.length;
  if (level === 'PER_TOPIC_PER_BROKER') return perBroker + perTopic;
  // No group consumes a quarantine.
  const consumed = topics.filter((topic) => !isQuarantine(topic));
  const partitions = consumed.reduce((sum, { properties }) => sum + Number(properties['PartitionCount']), 0);
  return perBroker + perTopic + measured('kafka/PER_TOPIC_PER_PARTITION') * partitions;
}

export const topicsOf = (stage: StageResources) => stage.filter(({ type }) => type === 'AWS::MSK::Topic');

/** GB of the volume of one broker; undefined where the brokers are somebody else's, or have no volumes to be set. */
export function brokerVolume(stage: StageResources): number | undefined {
  const cluster = stage.find(({ type }) => type === 'AWS::MSK::Cluster');
  return cluster && read(Cluster, cluster).BrokerNodeGroupInfo.StorageInfo?.EBSStorageInfo.VolumeSize;
}

const Topic = z.object({ TopicName: z.string(), Configs: z.string() });
const Configs = z.object({ 'retention.ms': z.coerce.number() });
const DAY_MS = 86_400_000;

const isQuarantine = (topic: Resource) => read(Topic, topic).TopicName.endsWith('.dlq');

/** What an order adds to the topic; nothing to a quarantine, while nothing is wrong. */
export function recordBytes(topic: Resource): number {
  const { TopicName } = read(Topic, topic);
  if (isQuarantine(topic)) return 0;
  const event = Object.values(EVENTS)
    .map(({ topic: name }) => name)
    .find((name) => TopicName.endsWith(name));
  if (event === undefined) throw new Error(`is the topic ${TopicName}: nobody has measured what an order writes there`);
  return measured(`${event}/record`);
}

export function daysKept(topic: Resource): number {
  const configs: unknown = JSON.parse(Buffer.from(read(Topic, topic).Configs, 'base64').toString());
  return z.parse(Configs, configs)['retention.ms'] / DAY_MS;
}

/** Copying between brokers is free; what clients write and read mostly crosses zones. */
export const topicUsage = (topic: Resource): Usage[] => [
  {
    what: `${read(Topic, topic).TopicName}, written and read across zones`,
    price: 'zone-transfer',
    perOrder: (2 * recordBytes(topic) * measured('kafka/other-zone')) / 1e9,
  },
];
