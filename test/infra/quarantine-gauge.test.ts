import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { OperatorRequest } from '../../functions/contracts/operator-request.ts';
import { stages } from '../../lib/stages.ts';
import { addedConsumers } from '../harness/added-parts.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise({ ...stages.dev, topicPrefix: 'blue.' });
const Rule = z.object({
  ScheduleExpression: z.string(),
  Targets: z.array(z.object({ Arn: z.string(), Input: z.string() })),
});

describe('the gauge of the quarantine', () => {
  it('does not repeat a count that failed: the next one counts the same', () => {
    expect(resource(flow, 'AWS::Lambda::EventInvokeConfig', 'KafkaOperator')).toEqual({
      FunctionName: 'KafkaOperatorFunction',
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 300,
    });
  });

  it('asks kafka-operator every five minutes, in words that it knows, about the quarantine topics of the stage', () => {
    const rule = z.parse(Rule, resource(flow, 'AWS::Events::Rule', 'QuarantineGauge'));

    expect(rule).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      Targets: [{ Arn: 'KafkaOperatorFunction.Arn' }],
    });
    expect(z.parse(OperatorRequest, JSON.parse(rule.Targets[0]?.Input ?? ''))).toEqual({
      action: 'quarantine-depth',
      topics: [
        'blue.orders.order-placed.v1.payment-processor.dlq',
        'blue.orders.order-cancelled.v1.payment-canceller.dlq',
        'blue.payments.payment-decided.v1.status-updater.dlq',
        ...addedConsumers.map(({ quarantine }) => `blue.${quarantine.topic}`),
      ],
    });
  });
});
