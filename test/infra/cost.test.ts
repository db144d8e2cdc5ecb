import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sumOf } from '../../cli/cost/bill.ts';
import { comparedDesigns } from '../../cli/cost/comparison.ts';
import { COST_MARK, costDocuments } from '../../cli/cost/documents.ts';
import { peerCost, peers } from '../../cli/cost/peers/peer-cost.ts';
import { costOf, REGISTRY } from '../../cli/cost/registry.ts';
import { pricedStage, pricedStages, stageCost, stageResources } from '../../cli/cost/stage-cost.ts';
import { stages } from '../../lib/stages.ts';

const TRAFFIC = { ordersPerSecond: 50, monthsKept: 1 };

describe.each(pricedStages)('the cost of $name', ({ stage }) => {
  const resources = stageResources(stage);
  const types = [...new Set(resources.map(({ type }) => type))];

  it('knows every type of resource in the templates, as priced or as free', () => {
    expect(types.filter((type) => !Object.hasOwn(REGISTRY, type))).toEqual([]);
  });

  it('refuses a template with a resource more, of a type that it does not know', () => {
    const queue = { stack: 'flow', id: 'NewQueue', type: 'AWS::SQS::Queue', properties: {} };

    expect(() => costOf([...resources, queue], TRAFFIC)).toThrow('NewQueue is of type AWS::SQS::Queue');
  });

  it('is more with orders than without', () => {
    const { idle, atRate } = sumOf(costOf(resources, TRAFFIC));

    expect(atRate).toBeGreaterThan(idle);
  });
});

describe('docs/aws.md', () => {
  const page = readFileSync('docs/aws.md', 'utf8');
  const explained = page
    .split('| resource | why | costs |')
    .slice(1)
    .flatMap((table) => table.split('\n\n', 1))
    .flatMap((table) => table.split('\n').map((row) => row.split(' | ')[0] ?? ''))
    .flatMap((cell) => [...cell.matchAll(/`((?:AWS|Custom)::[^`]+)`/g)].map(([, type]) => type));

  it('says of every type of resource in the templates why it is there', () => {
    const types = pricedStages.flatMap(({ stage }) => stageResources(stage).map(({ type }) => type));

    expect([...new Set(types)].filter((type) => !explained.includes(type))).toEqual([]);
  });

  it('names no type that has neither a price nor a reason to be free', () => {
    expect(explained.filter((type = '') => !Object.hasOwn(REGISTRY, type))).toEqual([]);
  });

  it('says from about which rate on prod needs more partitions', () => {
    const warnings = (ordersPerSecond: number) =>
      stageCost(pricedStage('prod'), { ordersPerSecond, monthsKept: 1 }).warnings.filter((warning) =>
        warning.includes('too few partitions'),
      );

    expect(page).toContain('keeps up with about 140 orders a second');
    expect(warnings(140)).toEqual([]);
    expect(warnings(150)).toHaveLength(1);
  });
});

describe('what prod costs beside its peers', () => {
  const [prod, ...others] = comparedDesigns();

  it('is what it costs by itself', () => {
    const { atRate } = sumOf(costOf(stageResources(stages.prod), TRAFFIC));

    expect(prod?.rates.find(({ ordersPerSecond }) => ordersPerSecond === 50)?.month).toBeCloseTo(atRate, 6);
  });

  it('is less for an order than the same flow of usual parts, at each rate', () => {
    const sameFlow = others.find(({ name }) => name === 'common-design');

    for (const [rate, { perMillionOrders }] of (prod?.rates ?? []).entries())
      expect(perMillionOrders).toBeLessThan(sameFlow?.rates[rate]?.perMillionOrders ?? 0);
  });

  it.each(peers)('counts the brokers, which $name needs, too', (peer) => {
    const { lines } = peerCost(peer, TRAFFIC);

    expect(lines.filter(({ type }) => type === 'AWS::MSK::Cluster').map(({ what }) => what)).toContain(
      '3 brokers kafka.m7g.large',
    );
    expect(lines.filter(({ type }) => type === 'AWS::DynamoDB::Table')).toEqual([]);
  });
});

describe('what the documents say of costs', () => {
  it.each(['README.md', 'docs/aws.md', 'docs/performance.md'])(
    'is what %s would say today (else: npm run cost -- --write)',
    (name) => {
      const today = costDocuments().find(({ file }) => file === name);
      const [, written] = readFileSync(name, 'utf8').split(COST_MARK);

      expect(written?.trim()).toBe(today?.text);
    },
  );
});

describe('the cost of a stage elsewhere', () => {
  it('is refused: the prices are those of one region', () => {
    expect(() => stageCost({ name: 'dev', stage: { ...stages.dev, region: 'eu-central-1' } }, TRAFFIC)).toThrow(
      'Stage dev is in eu-central-1; cli/cost/prices.json has the prices of us-east-1.',
    );
  });
});
