import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { bundle } from '../../lib/recipes/bundle.ts';
import type { Templates } from '../../local/assembly.ts';
import { plain } from '../../rules/plain.ts';
import { rightsOf } from '../../rules/rights.ts';
import { addedFunctions } from '../harness/added-parts.ts';
import { reviewedStages } from './stage-templates.ts';

const OwnFunction = z.object({
  Type: z.literal('AWS::Lambda::Function'),
  Metadata: z.object({ code: z.string() }),
  Properties: z.object({ Role: z.unknown() }),
});

/** What a function's own code calls; the event sources read streams and topics with its role. */
const CALLED = /^(dynamodb:(?!DescribeStream|GetRecords|GetShardIterator|ListStreams)|lambda:|secretsmanager:)/;
const COMMAND = /client-(dynamodb|lambda|secrets-manager)\/.*\/commands\/(\w+)Command\.js$/;
/** Where the action is called otherwise than the command. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'lambda:Invoke': ['lambda:InvokeFunction'],
  // A statement that updates; the project has no other.
  'dynamodb:BatchExecuteStatement': ['dynamodb:PartiQLUpdate'],
  'dynamodb:TransactWriteItems': ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
};

/** A command of the SDK that no code calls falls out of the bundle. */
const actionsIn = (code: string) =>
  bundle(code).inputs.flatMap((input) => {
    const [, service, command] = COMMAND.exec(input) ?? [];
    if (service === undefined) return [];
    const action = `${service.replace('-', '')}:${command}`;
    return ACTIONS[action] ?? [action];
  });

const known = new Map<string, readonly string[]>();

function called(code: string): readonly string[] {
  const actions = known.get(code) ?? actionsIn(code);
  known.set(code, actions);
  return actions;
}

/** The code that runs with each role. */
const codeByRole = (templates: Templates) =>
  new Map(
    Object.values(templates).flatMap(({ Resources }) =>
      Object.values(Resources).flatMap((resource) => {
        const { data } = z.safeParse(OwnFunction, resource);
        return data ? [[String(plain(data.Properties.Role)).replace('.Arn', ''), data.Metadata.code] as const] : [];
      }),
    ),
  );

describe.each(reviewedStages())('the rights of the functions of $name', ({ templates, stage }) => {
  const rights = rightsOf(templates, stage).filter(({ effect, action }) => effect === 'Allow' && CALLED.test(action));

  it.each([...codeByRole(templates)])('%s are what the bundle of %s calls', (role, code) => {
    const own = rights.filter(({ of }) => of.endsWith(`/${role}`)).map(({ action }) => action);
    const calls = called(code);

    // A function that is new may call nothing yet.
    expect(calls.length > 0 || addedFunctions.some(({ name }) => name === code)).toBe(true);
    expect(own.filter((action) => !calls.includes(action))).toEqual([]);
  });
});
