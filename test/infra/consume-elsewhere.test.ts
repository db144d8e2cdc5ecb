import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { CONSUMER_NAMES } from '../../functions/contracts/events.ts';
import { topicNames } from '../../lib/brokers/kafka.ts';
import { stages } from '../../lib/stages.ts';
import { readable } from '../../rules/readable-values.ts';
import { addedEvents } from '../harness/added-parts.ts';
import { rights } from './granted-rights.ts';
import { existing, synthesise } from './synthesise.ts';

const page = readFileSync('docs/consume-elsewhere.md', 'utf8');
const OneOrMore = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((values) => [values].flat()),
);
const Policy = z.object({ Statement: z.array(z.object({ Action: OneOrMore, Resource: OneOrMore })) });

const own = synthesise(stages.dev);
const shared = synthesise({ ...stages.dev, topicPrefix: 'dev.', cluster: existing });
const outputsOf = ({ flow }: typeof own) =>
  Object.fromEntries(Object.entries(flow.findOutputs('*')).map(([name, { Value }]) => [name, readable(Value)]));

describe('the outputs that another service reads the topics by', () => {
  it('lead to the brokers, the network and the group that they let in', () => {
    expect(outputsOf(own)).toMatchObject({
      Region: 'us-east-1',
      KafkaClusterArn: 'KafkaCluster.Arn',
      KafkaBrokers: expect.stringContaining('BootstrapBrokerStringSaslIam'),
      KafkaVpc: 'Network',
      KafkaClientsSecurityGroup: 'KafkaClients.GroupId',
      OrderPlacedTopic: 'orders.order-placed.v1',
      OrderCancelledTopic: 'orders.order-cancelled.v1',
      PaymentDecidedTopic: 'payments.payment-decided.v1',
    });
  });

  it('are those of a cluster that was there already, with the topics of the prefix', () => {
    expect(outputsOf(shared)).toMatchObject({
      KafkaClusterArn: existing.arn,
      KafkaVpc: existing.vpcId,
      KafkaClientsSecurityGroup: existing.securityGroupId,
      OrderPlacedTopic: 'dev.orders.order-placed.v1',
    });
  });

  it('are each named on the page', () => {
    const named = [...(/\| output \|[\s\S]*?\n\n/.exec(page)?.[0] ?? '').matchAll(/^\| (`.*`) \|/gm)]
      .flatMap(([, names = '']) => names.match(/\w+/g) ?? [])
      .sort();

    expect(Object.keys(outputsOf(own))).toEqual(expect.arrayContaining(named));
    expect(named).toEqual(
      expect.arrayContaining(Object.keys(outputsOf(own)).filter((name) => /^Kafka(?!Operator)|^Region$/.test(name))),
    );
  });
});

describe('the policy on the page', () => {
  const { Statement } = Policy.parse(JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? ''));
  const allowed = Statement.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((on) => `${action} on ${on}`)),
  ).sort();
  const ofConsumers = ['PaymentProcessor', 'PaymentCanceller', 'StatusUpdater'].flatMap((consumer) =>
    rights(shared.flow, consumer),
  );

  it("allows a group of its own what the stage's consumers are allowed, on the topics of dev", () => {
    const topics = Object.values(topicNames(stages.dev).events);
    const cluster = Statement.flatMap(({ Resource }) => Resource).find((arn) => arn.includes(':cluster/')) ?? '';
    const translated = ofConsumers
      .filter((right) => right.startsWith('kafka-cluster:'))
      .map((right) =>
        right
          .replace(existing.arn, cluster)
          .replaceAll(existing.arn.split(':cluster/')[1] ?? '', cluster.split(':cluster/')[1] ?? '')
          .replace(/\/dev\.(?=orders|payments)/, '/')
          .replace(new RegExp(`/dev\\.(${CONSUMER_NAMES.join('|')})$`), '/shipping'),
      );

    expect(allowed).toEqual([...new Set(translated)].sort());
    const added = addedEvents.map(({ topic }) => topic);
    for (const topic of topics.filter((one) => !added.includes(one))) expect(allowed.join()).toContain(`/${topic}`);
  });

  it('is completed by every other right that an event source needs', () => {
    const others = ofConsumers.filter((right) => /^(kafka:|ec2:)/.test(right)).map((right) => right.split(/[: ]/)[1]);

    expect(new Set(others.filter((action) => !page.includes(`${action}\``)))).toEqual(new Set());
  });
});

it('the page names only files that there are', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => `docs/${link}`);
  const sources = [...page.matchAll(/`((?:functions|test)\/[\w./-]+)`/g)].map(([, file]) => `${file}`);

  expect([...links, ...sources].filter((file) => !existsSync(file))).toEqual([]);
});
