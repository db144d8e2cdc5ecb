import * as z from 'zod/mini';
import type { Resource } from '../cost/resources.ts';
import { HOURS_PER_MONTH, hasPrice, priceOf } from '../cost/usage.ts';

export type Described = Pick<Resource, 'type' | 'properties'>;

interface Hourly {
  readonly what: string;
  /** When it is there, in a first deployment. */
  readonly there: string;
  /** Undefined where this page does not know the price. */
  readonly perHour: number | undefined;
}

interface DeployedStage {
  readonly stage: string;
  /** ` --region <name>` where it is in another region than its own. */
  readonly elsewhere: string;
}

/** What costs by the hour from its creation on, orders or none; read from the templates that will be deployed. */
export function costNotes(resources: readonly Described[], { stage, elsewhere }: DeployedStage): string[] {
  const items = resources.flatMap(hourlyOf);
  const known = items.reduce((sum, { perHour = 0 }) => sum + perHour, 0);
  if (items.length === 0)
    return ['Nothing of it costs by the hour: requests, rows, logs and stored bytes do, by use.', ...BY_USE];
  return [
    `From the minute that they exist these cost by the hour, orders or none (us-east-1):`,
    ...items.map(({ what, perHour, there }) => `  ${what}: ${price(perHour)}, there ${there}`),
    `  together about ${dollars(known)}, $${Math.round(known * HOURS_PER_MONTH)} a month, until: npm run destroy -- --stage ${stage}${elsewhere}`,
    ...BY_USE,
  ];
}

const BY_USE = ['By use come requests, table writes, logs and stored bytes: npm run cost shows the whole bill.'];
const price = (perHour: number | undefined) => (perHour === undefined ? 'see its price list' : dollars(perHour));
const dollars = (perHour: number) => `$${perHour.toFixed(2)} an hour`;

function hourlyOf({ type, properties }: Described): Hourly[] {
  const read = READERS[type];
  return read === undefined ? [] : read(properties);
}

const Cluster = z.object({
  NumberOfBrokerNodes: z.number(),
  BrokerNodeGroupInfo: z.object({ InstanceType: z.string() }),
});
const InterfaceEndpoint = z.object({
  VpcEndpointType: z.literal('Interface'),
  SubnetIds: z.array(z.unknown()),
  ServiceName: z.unknown(),
});
const Provisioned = z.object({ ProvisionedPollerConfig: z.object({ MinimumPollers: z.number() }) });

const READERS: Readonly<Record<string, (properties: Resource['properties']) => Hourly[]>> = {
  'AWS::MSK::Cluster': (properties) => {
    const there = 'after 20 to 40 minutes';
    const { data } = z.safeParse(Cluster, properties);
    if (data === undefined) return [{ what: 'a Kafka cluster', perHour: undefined, there }];
    const { NumberOfBrokerNodes: count, BrokerNodeGroupInfo } = data;
    const { InstanceType: size } = BrokerNodeGroupInfo;
    const perHour = hasPrice(size) ? count * priceOf(size) : undefined;
    return [{ what: `${count} brokers ${size}`, perHour, there }];
  },
  'AWS::EC2::VPCEndpoint': (properties) => {
    const { data } = z.safeParse(InterfaceEndpoint, properties);
    if (data === undefined) return [];
    const zones = data.SubnetIds.length;
    return [
      {
        what: `an interface endpoint in ${zones} zones`,
        perHour: priceOf('interface-endpoint') * zones,
        there: 'after 2 minutes',
      },
    ];
  },
  'AWS::EC2::NatGateway': () => [{ what: 'a NAT gateway', perHour: undefined, there: 'after 2 minutes' }],
  'AWS::Lambda::EventSourceMapping': (properties) => {
    const { data } = z.safeParse(Provisioned, properties);
    if (data === undefined) return [];
    return [
      { what: 'provisioned pollers of a Kafka source', perHour: priceOf('event-poller-unit'), there: 'at the end' },
    ];
  },
};
