import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { NodeFunction } from '../../lib/recipes/node-function.ts';
import { RetriedEffects } from '../../lib/recipes/retried-effects.ts';
import { wiringAlone } from '../../lib/stage-stacks.ts';
import { stages } from '../../lib/stages.ts';
import { ownLog, rights } from './granted-rights.ts';
import { resource } from './synthesise.ts';

function synthesised() {
  const stage = stages.dev;
  const stack = new Stack(new App({ context: wiringAlone, builtinCloudFormationValidation: false }), 'Stack');
  const effects = new RetriedEffects(stack, 'Shipments', {
    stage,
    retrier: 'shipment-retrier',
    // Any code will do: it is not bundled.
    code: 'payment-retrier',
    environment: { SHIPPING_URL: 'https://shipping.example' },
    impact: 'Goods are not sent.',
  });
  const environment = { ...effects.environment };
  const consumer = new NodeFunction(stack, 'RequesterFunction', {
    stage,
    name: 'shipment-requester',
    code: 'payment-retrier',
    timeoutSeconds: 30,
    environment,
  });
  effects.allowBeginning(consumer);
  return Template.fromStack(stack);
}

describe('effects that are retried', () => {
  const template = synthesised();

  it('are in a table with an index of those that are due', () => {
    expect(resource(template, 'AWS::DynamoDB::Table')).toMatchObject({
      KeySchema: [{ AttributeName: 'effectKey', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due-effects',
          KeySchema: [
            { AttributeName: 'dueShard', KeyType: 'HASH' },
            { AttributeName: 'dueAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });

  it('are tried again every minute, by a function that knows their table', () => {
    expect(resource(template, 'AWS::Events::Rule')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Arn: 'ShipmentsFunction.Arn' }],
    });
    expect(resource(template, 'AWS::Lambda::Function', 'Shipments')).toMatchObject({
      Environment: { Variables: { EFFECTS_TABLE: 'ShipmentsTable', SHIPPING_URL: 'https://shipping.example' } },
      Timeout: 100,
    });
  });

  it('are begun by their consumer alone, and deleted by nobody', () => {
    const table = 'ShipmentsTable.Arn';

    expect(rights(template, 'Requester')).toEqual(
      [`dynamodb:PutItem on ${table}`, `dynamodb:UpdateItem on ${table}`, ...ownLog('Requester')].sort(),
    );
    expect(rights(template, 'Shipments')).toEqual(
      [
        `dynamodb:Query on ${table}/index/due-effects`,
        `dynamodb:GetItem on ${table}`,
        `dynamodb:UpdateItem on ${table}`,
        ...ownLog('Shipments'),
      ].sort(),
    );
  });

  it('raise an alarm where one is open for an hour, or where nobody looks, with an entry in the runbook', () => {
    expect(resource(template, 'AWS::CloudWatch::Alarm')).toMatchObject({
      AlarmName: 'chargeonce-dev-shipment-retrier-effect-overdue',
      AlarmDescription: 'Goods are not sent. What to do: docs/runbook.md#effect-overdue',
      MetricName: 'OldestOpenEffectAgeSeconds',
      Dimensions: [{ Name: 'service', Value: 'shipment-retrier' }],
      Threshold: 3_600,
      Period: 3_600,
      Statistic: 'Maximum',
      TreatMissingData: 'missing',
    });
    expect(readFileSync('docs/runbook.md', 'utf8')).toContain('\n## effect-overdue\n');
  });
});
