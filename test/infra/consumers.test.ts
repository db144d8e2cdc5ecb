import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { CONSUMERS, EVENTS } from '../../functions/contracts/events.ts';
import { quarantineTopic } from '../../functions/contracts/quarantined-record.ts';
import { capitalized } from '../../lib/brokers/kafka.ts';
import { addConsumerAlarms } from '../../lib/recipes/kafka-mapping.ts';
import { NodeFunction } from '../../lib/recipes/node-function.ts';
import { wiringAlone } from '../../lib/stage-stacks.ts';
import { stages } from '../../lib/stages.ts';
import { kafkaArn, rights } from './granted-rights.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const { flow, topics } = synthesise(stages.dev);
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const ALARM = 'AWS::CloudWatch::Alarm';

const consumers = Object.entries(CONSUMERS).map(([id, { name, event }]) => ({
  part: capitalized(id),
  name,
  topic: EVENTS[event].topic,
}));

describe.each(consumers)('the consumer $name', ({ part, name, topic }) => {
  it('reads its topic as a group of its own', () => {
    expect(resource(flow, 'AWS::Lambda::EventSourceMapping', `${part}Function`)).toMatchObject({
      Topics: [topic],
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: name },
    });
    expect(flow.findOutputs(`${part}Function`)).not.toEqual({});
  });

  it('has a quarantine of its own, which it asks for by invoking the function quarantine', () => {
    const names = Object.values(resources(topics, 'AWS::MSK::Topic'));

    expect(names).toContainEqual(expect.objectContaining({ TopicName: quarantineTopic(topic, name) }));
    expect(rights(flow, part)).toContain('lambda:InvokeFunction on QuarantineFunction.Arn');
    expect(rights(flow, 'Quarantine')).toContain(
      `kafka-cluster:WriteData on ${kafkaArn('topic', quarantineTopic(topic, name))}`,
    );
  });

  it('has its offsets read and set by kafka-operator', () => {
    const group = kafkaArn('group', name);

    expect(rights(flow, 'KafkaOperator')).toEqual(
      expect.arrayContaining([`kafka-cluster:DescribeGroup on ${group}`, `kafka-cluster:AlterGroup on ${group}`]),
    );
  });

  it.each(['Lag', 'Quarantine'])('has the alarm %s, by its name, with an entry in the runbook', (kind) => {
    expect(resource(flow, ALARM, `${part}${kind}`)).toMatchObject({
      AlarmName: expect.stringMatching(`^chargeonce-dev-${name}-`),
      AlarmDescription: expect.toSatisfy((text: string) => runbook.includes(`\n## ${text.split('#')[1]}\n`)),
    });
  });

  it('is on the dashboard', () => {
    expect(JSON.stringify(resource(flow, 'AWS::CloudWatch::Dashboard'))).toContain(`"${name}: records behind\\"`);
  });
});

describe('the alarms of a consumer that the runbook does not name', () => {
  it('have its name, and lead to the entries for any consumer', () => {
    const stage = stages.dev;
    const stack = new Stack(new App({ context: wiringAlone, builtinCloudFormationValidation: false }), 'Stack');
    const consumer = new NodeFunction(stack, 'Function', {
      stage,
      name: 'status-updater',
      timeoutSeconds: 30,
      environment: {},
    });

    addConsumerAlarms(stack, { stage, consumer, name: 'status-updater', impact: 'It is late.', inRunbook: false });

    expect(Object.values(resources(Template.fromStack(stack), ALARM))).toMatchObject([
      {
        AlarmName: 'chargeonce-dev-status-updater-consumer-lag',
        AlarmDescription: 'It is late. What to do: docs/runbook.md#consumer-lag',
      },
      {
        AlarmName: 'chargeonce-dev-status-updater-consumer-quarantine',
        AlarmDescription: expect.stringMatching(/docs\/runbook\.md#consumer-quarantine$/),
      },
    ]);
  });
});
