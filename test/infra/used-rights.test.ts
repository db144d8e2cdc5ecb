import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { bundleTogether, ownFunctions } from '../../lib/recipes/bundle.ts';
import type { Templates } from '../../local/assembly.ts';
import { readable } from '../../rules/readable-values.ts';
import { rightsOf } from '../../rules/rights.ts';
import { reviewedStages } from './stage-templates.ts';

const OwnFunction = z.object({
  Type: z.literal('AWS::Lambda::Function'),
  Metadata: z.object({ code: z.string() }),
  Properties: z.object({ Role: z.unknown() }),
});

/** What a function's own code calls; the event sources read streams and topics with its role. */
const CALLED = /^(dynamodb:(?!DescribeStream|GetRecords|GetShardIterator|ListStreams)|lambda:|secretsmanager:)/;
/** What a bundle calls, by what stands in it: names of methods and paths of requests are not shortened. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  '.getItem(': ['dynamodb:GetItem'],
  '.putItem(': ['dynamodb:PutItem'],
  '.updateItem(': ['dynamodb:UpdateItem'],
  '.query(': ['dynamodb:Query'],
  '.scan(': ['dynamodb:Scan'],
  '.batchGetItem(': ['dynamodb:BatchGetItem'],
  '.describeTable(': ['dynamodb:DescribeTable'],
  // A statement that updates; the project has no other.
  '.batchExecuteStatement(': ['dynamodb:PartiQLUpdate'],
  '.transactWriteItems(': ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  '"GetSecretValue"': ['secretsmanager:GetSecretValue'],
  '/2015-03-31/functions/': ['lambda:InvokeFunction'],
};

/** The actions that each function calls: what no code calls falls out of its bundle. */
const called = new Map(
  [...bundleTogether(ownFunctions())].map(([code, { dir }]) => {
    const text = readFileSync(join(dir, 'index.mjs'), 'utf8');
    return [code, Object.entries(CALLS).flatMap(([call, actions]) => (text.includes(call) ? actions : []))] as const;
  }),
);

/** Read by Lambda's pollers, too, with the role of the consumer that they feed. */
const OF_BROKERS = ["the brokers' secret", "the authority's secret"];

/** The code that runs with each role. */
const codeByRole = (templates: Templates) =>
  new Map(
    Object.values(templates).flatMap(({ Resources }) =>
      Object.values(Resources).flatMap((resource) => {
        const { data } = z.safeParse(OwnFunction, resource);
        return data ? [[String(readable(data.Properties.Role)).replace('.Arn', ''), data.Metadata.code] as const] : [];
      }),
    ),
  );

describe.each(reviewedStages())('the rights of the functions of $name', ({ templates, stage }) => {
  const rights = rightsOf(templates, stage).filter(({ effect, action }) => effect === 'Allow' && CALLED.test(action));

  it.each([...codeByRole(templates)])('%s are what the bundle of %s calls', (role, code) => {
    const own = rights
      .filter(({ of, on }) => of.endsWith(`/${role}`) && !OF_BROKERS.includes(on))
      .map(({ action }) => action);

    expect(own.filter((action) => !called.get(code)?.includes(action))).toEqual([]);
  });
});
