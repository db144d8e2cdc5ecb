import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sumOf } from '../../cli/cost/bill.ts';
import { costOf } from '../../cli/cost/cost-of.ts';
import { COST_MARK, TABLES } from '../../cli/cost/documents.ts';
import { REGISTRY } from '../../cli/cost/registry.ts';
import { stageCost } from '../../cli/cost/stage-cost.ts';
import { stageResources } from '../../cli/cost/synthesise.ts';
import { stages } from '../../lib/stages.ts';

/** The rate of the tables in the documentation. */
const TRAFFIC = { ordersPerSecond: 50, monthsKept: 1 };

describe.each(Object.values(stages))('the cost of stage $name', (stage) => {
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
    const types = Object.values(stages).flatMap((stage) => stageResources(stage).map(({ type }) => type));

    expect([...new Set(types)].filter((type) => !explained.includes(type))).toEqual([]);
  });

  it('names no type that has neither a price nor a reason to be free', () => {
    expect(explained.filter((type = '') => !Object.hasOwn(REGISTRY, type))).toEqual([]);
  });

  it('says what each month adds, what a million orders cost at two rates, and when there are too many', () => {
    const prod = (ordersPerSecond: number) => stageCost(stages.prod, { ordersPerSecond, monthsKept: 1 });
    const million = (rate: number) => `$${Math.round(sumOf(prod(rate).lines).perMillionOrders)}`;

    expect(page).toContain(`adds about $${Math.round(sumOf(prod(50).lines).growth)} to`);
    expect(page).toContain(`a million orders cost ${million(1)} at 1 a second, and\n  ${million(50)} at 50`);
    expect(prod(84).warnings).toEqual([]);
    expect(prod(85).warnings).toEqual([expect.stringContaining('84 orders a second')]);
    expect(page).toContain('keeps up with 84 orders a second');
  });
});

describe('the tables of costs in the documentation', () => {
  it.each(TABLES)('are those of today in $file (else: npm run cost -- --write)', ({ file, table }) => {
    const costs = Object.values(stages).map((stage) => stageCost(stage, TRAFFIC));
    const [, written] = readFileSync(file, 'utf8').split(COST_MARK);

    expect(written?.trim()).toBe(table(costs));
  });
});

describe('the cost of a stage elsewhere', () => {
  it('is refused: the prices are those of one region', () => {
    expect(() => stageCost({ ...stages.dev, region: 'eu-central-1' }, TRAFFIC)).toThrow(
      'Stage dev is in eu-central-1; cli/cost/prices.json has the prices of us-east-1.',
    );
  });
});
