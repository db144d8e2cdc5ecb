import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type AwsStage, stages } from '../../lib/stages.ts';
import { synthesise } from './synthesise.ts';

const page = (name: string) => readFileSync(`docs/${name}.md`, 'utf8').replaceAll(/\s+/g, ' ');

const LambdaFunction = z.object({
  Properties: z.object({
    FunctionName: z.optional(z.string()),
    ReservedConcurrentExecutions: z.optional(z.int()),
    Environment: z.optional(z.object({ Variables: z.record(z.string(), z.unknown()) })),
  }),
});

function templatesOf(stage: AwsStage): Template[] {
  const { messaging, topics, flow } = synthesise(stage);
  return [messaging, topics, flow];
}

const prod = templatesOf(stages.prod);
const functions = [...prod, ...templatesOf(stages.dev)].flatMap(functionsOf);

function functionsOf(template: Template) {
  return Object.values(template.findResources('AWS::Lambda::Function')).map(
    (found) => LambdaFunction.parse(found).Properties,
  );
}

const topics = prod.flatMap((template) => Object.values(template.findResources('AWS::MSK::Topic')));
const partitions = topics.reduce((sum, { Properties }) => sum + Number(Properties.PartitionCount), 0);

describe('the numbers that pages tell of a stage', () => {
  it('are its reserved executions', () => {
    const reserved = prod
      .flatMap(functionsOf)
      .reduce((sum, { ReservedConcurrentExecutions = 0 }) => sum + ReservedConcurrentExecutions, 0);

    expect(page('deploy')).toContain(`prod reserves ${reserved}, dev none`);
  });

  it('are its topics, and their partitions', () => {
    expect(topics).toHaveLength(6);
    expect(page('brokers')).toContain('only gets six new topics');
    expect(page('aws')).toContain(`the ${partitions} of these topics`);
  });
});

describe('the table of the functions and what they read', () => {
  const table = readFileSync('docs/architecture.md', 'utf8').split('| function | variables |')[1] ?? '';
  const rows = table.split('\n').filter((line) => line.startsWith('| `') || line.startsWith('| all'));
  const namesIn = (text = '') => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  const documented = (service: string) =>
    rows
      .map((row) => row.split('|'))
      .filter(([, who = '']) => who.startsWith(' all') || namesIn(who).includes(service))
      .flatMap(([, , variables]) => namesIn(variables));

  const services = functions.flatMap(({ Environment }) => (Environment ? [Environment.Variables] : []));

  it.each(services.map((variables) => [String(variables['POWERTOOLS_SERVICE_NAME']), variables] as const))(
    'has each variable of %s',
    (service, variables) => {
      const name = service.replace(/^(order|payment)-publisher$/, 'outbox-publisher');

      expect(documented(name)).toEqual(expect.arrayContaining(Object.keys(variables)));
    },
  );
});
