import { type Line, lineOf, type Traffic } from '../bill.ts';
import { costOf } from '../registry.ts';
import type { StageCost } from '../report.ts';
import type { StageResources } from '../resources.ts';
import { pricedStage, stageResources } from '../stage-cost.ts';
import { measured, type Usage } from '../usage.ts';
import { commonDesign } from './common-design.ts';
import { debeziumOnRds } from './debezium-on-rds.ts';

export interface Peer {
  readonly name: string;
  /** What it is, in a sentence without its end. */
  readonly about: string;
  readonly usages: (ordersPerSecond: number) => readonly Usage[];
}

/** What one would build instead of stage prod, the first of them the usual way to the same flow. */
export const peers: readonly Peer[] = [
  {
    name: 'common-design',
    about: 'transactional outbox with a row for each event, Powertools, a batch at once',
    usages: () => commonDesign({ decidedEvent: true, together: 100 }),
  },
  {
    name: 'common-design-in-sequence',
    about: 'the same, one record after the other',
    usages: () => commonDesign({ decidedEvent: true, together: 1 }),
  },
  {
    name: 'common-design-one-event',
    about: 'as the first, without an event of the payment: its consumer updates the order',
    usages: () => commonDesign({ decidedEvent: false, together: 100 }),
  },
  {
    name: 'debezium-on-rds',
    about: 'PostgreSQL in two zones, Debezium on MSK Connect, a batch at once',
    usages: debeziumOnRds,
  },
];

/** A peer beside the brokers, the network, the API and the alarms of stage prod, which it needs as well. */
export function peerCost({ name, usages }: Peer, traffic: Traffic): StageCost {
  const own = { id: name, type: 'of the peer' };
  const lines = usages(traffic.ordersPerSecond).map((usage) => lineOf(own, usage, traffic));
  return { stage: name, traffic, lines: [...sharedLines(traffic), ...lines], warnings: [] };
}

const SHARED = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::EC2::FlowLog',
  'AWS::EC2::VPCEndpoint',
  'AWS::KMS::Key',
  'AWS::MSK::Cluster',
  'AWS::MSK::Topic',
  'not in the templates',
];

let synthesised: StageResources | undefined;

function sharedLines(traffic: Traffic): Line[] {
  synthesised ??= stageResources(pricedStage('prod').stage);
  const charges: Usage = {
    what: 'charges sent to the gateway',
    price: 'internet-transfer',
    perOrder: measured('gateway/sent') / 1e9,
  };
  return [
    ...costOf(synthesised, traffic).filter(({ type }) => SHARED.includes(type)),
    lineOf({ id: 'prod', type: 'shared' }, charges, traffic),
  ];
}
