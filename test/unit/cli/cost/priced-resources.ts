import { type Line, sumOf, type Traffic } from '../../../../cli/cost/bill.ts';
import { costOf } from '../../../../cli/cost/registry.ts';
import { type Resource, resourcesOf } from '../../../../cli/cost/resources.ts';

export type Settings = Readonly<Record<string, unknown>>;
export interface Described {
  readonly Type: string;
  readonly Properties?: Settings;
}
type Template = Readonly<Record<string, Described>>;

export const AT_50: Traffic = { ordersPerSecond: 50, monthsKept: 1 };
const AT_1: Traffic = { ordersPerSecond: 1, monthsKept: 1 };

export const stageOf = (resources: Template): Resource[] => resourcesOf('flow', { Resources: resources });
/** Dollars a month without orders. */
export const idleCost = (resources: Template) => sumOf(costOf(stageOf(resources), AT_1)).idle;
/** Dollars at one order a second. */
export const perMillion = (resources: Template) => sumOf(costOf(stageOf(resources), AT_1)).perMillionOrders;
export const linesAt50 = (resources: Template): Line[] => costOf(stageOf(resources), AT_50);

export const ORDERS_TOPIC = 'orders.order-placed.v1';

export const aCluster = (InstanceType: string, settings: Settings = {}, VolumeSize?: number): Described => ({
  Type: 'AWS::MSK::Cluster',
  Properties: {
    NumberOfBrokerNodes: 3,
    BrokerNodeGroupInfo: { InstanceType, ...(VolumeSize && { StorageInfo: { EBSStorageInfo: { VolumeSize } } }) },
    ...settings,
  },
});

/** Six partitions, records kept for a week. */
export const aTopic = (TopicName: string): Described => ({
  Type: 'AWS::MSK::Topic',
  Properties: {
    TopicName,
    PartitionCount: 6,
    Configs: Buffer.from('{"retention.ms":"604800000"}').toString('base64'),
  },
});

/** Named `Logs` in its template, kept for a week. */
export const aLogGroup: Described = { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } };
/** What the logs of a week cost a GB written: $0.50, and 14 % of it for 7 days at $0.03 a month. */
export const LOGGED_GB = 0.5 + (0.14 * 7 * 0.03) / (730 / 24);

/** Half a GB on arm64, writing to `Logs`. */
export const aFunction = (name: string, settings: Settings = {}, variables: Settings = {}): Described => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Architectures: ['arm64'],
    MemorySize: 512,
    Environment: { Variables: { POWERTOOLS_SERVICE_NAME: name, ...variables } },
    LoggingConfig: { LogGroup: { Ref: 'Logs' } },
    ...settings,
  },
});

/** Feeds the function that is named `Function` in its template. */
export const aMapping = (settings: Settings = {}): Described => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { FunctionName: { Ref: 'Function' }, ...settings },
});
