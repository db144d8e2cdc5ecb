import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { givenKafka } from '../../lib/brokers/kafka.ts';
import { flowAlone, wiringAlone } from '../../lib/stage-stacks.ts';
import { emulatorStage, stages } from '../../lib/stages.ts';
import { addedConsumers } from '../harness/added-parts.ts';
import { resources, synthesise } from './synthesise.ts';

const stage = emulatorStage({ name: 'dev', endpoint: 'http://127.0.0.1:4566' });
const app = new App({ context: wiringAlone });
const emulated = Template.fromStack(flowAlone(app, stage, givenKafka('127.0.0.1:9092')));
const { flow } = synthesise(stages.dev);

type Settings = Readonly<Record<string, unknown>>;
const settingsOf = (properties: unknown): Settings =>
  typeof properties === 'object' && properties !== null ? Object.fromEntries(Object.entries(properties)) : {};

/** The names of the settings in which the two stages differ, by resource. */
function differences(type: string, part: (settings: Settings) => unknown = (settings) => settings) {
  const [there, here] = [resources(flow, type), resources(emulated, type)];
  expect(Object.keys(here), type).toEqual(Object.keys(there));
  const differing = Object.keys(here).map((id) => {
    const [a, b] = [there[id], here[id]].map((properties) => settingsOf(part(settingsOf(properties))));
    const names = [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])];
    return [id, new Set(names.filter((name) => JSON.stringify(a?.[name]) !== JSON.stringify(b?.[name])))] as const;
  });
  return Object.fromEntries(differing.filter(([, names]) => names.size > 0));
}

const withoutHash = (id: string) => id.replace(/[0-9A-F]{8}$/, '');

describe('a stage at an emulated endpoint, beside dev', () => {
  it('needs no look-up either, and says nothing', () => {
    const { manifest, stacks } = app.synth();
    expect(manifest.missing).toBeUndefined();
    expect(stacks.flatMap(({ messages }) => messages)).toEqual([]);
  });

  it('has the same resources, but for saved queries, and for alarms over alarms and by metric math', () => {
    const idsOf = (template: Template) => Object.keys(template.toJSON()['Resources'] ?? {}).map(withoutHash);
    const here = idsOf(emulated);
    const missing = idsOf(flow).filter((id) => !here.includes(id));

    expect(new Set(missing)).toEqual(
      new Set([
        'ObservabilityOnCallCustomersAreAffected',
        'OrderApiOrdersNotAccepted',
        'PaymentProcessorManyDeclined',
        ...Object.keys(resources(flow, 'AWS::Logs::QueryDefinition')),
        // The brokers are given, and their watch is another's.
        'ObservabilityBrokersOfflinePartitions',
        'ObservabilityBrokersUnderMinIsr',
        'ObservabilityBrokersDisk',
      ]),
    );
    expect(here).toEqual(idsOf(flow).filter((id) => !missing.includes(id)));
  });

  it('has its functions outside of any network', () => {
    expect(differences('AWS::Lambda::Function')).toEqual({
      KafkaOperatorFunction: new Set(['Environment', 'VpcConfig']),
      QuarantineFunction: new Set(['Environment', 'VpcConfig']),
      OrderPublisherFunction: new Set(['Environment', 'VpcConfig']),
      PaymentPublisherFunction: new Set(['Environment', 'VpcConfig']),
      PaymentProcessorFunction: new Set(['Environment']),
      PaymentRetrierFunction: new Set(['Environment']),
      AuditorFunction: new Set(['Environment']),
      PaymentGatewaySimulatorFunction: new Set(['Environment']),
    });
  });

  it('finds brokers, topics and gateway elsewhere, and speaks to the brokers without IAM', () => {
    const variables = ({ Environment }: Settings) => settingsOf(Environment)['Variables'];
    expect(differences('AWS::Lambda::Function', variables)).toEqual({
      KafkaOperatorFunction: new Set(['KAFKA_AUTH', 'KAFKA_BROKERS']),
      QuarantineFunction: new Set(['KAFKA_AUTH', 'KAFKA_BROKERS']),
      OrderPublisherFunction: new Set(['KAFKA_AUTH', 'KAFKA_BROKERS', 'TOPIC_PREFIX']),
      PaymentPublisherFunction: new Set(['KAFKA_AUTH', 'KAFKA_BROKERS', 'TOPIC_PREFIX']),
      PaymentProcessorFunction: new Set(['GATEWAY_URL']),
      PaymentRetrierFunction: new Set(['GATEWAY_URL']),
      AuditorFunction: new Set(['GATEWAY_URL', 'TOPIC_PREFIX']),
      PaymentGatewaySimulatorFunction: new Set(['WEBHOOK_URL']),
    });
  });

  it('has the same event sources, of another cluster and with topics and groups of its own', () => {
    const consumers = ['PaymentProcessor', 'PaymentCanceller', 'StatusUpdater', ...addedConsumers.map(({ id }) => id)];
    const differing = new Set(['AmazonManagedKafkaEventSourceConfig', 'EventSourceArn', 'Topics']);

    expect(differences('AWS::Lambda::EventSourceMapping')).toEqual(
      Object.fromEntries(consumers.map((id) => [`${id}FunctionTopic`, differing])),
    );
  });

  it.each(['AWS::DynamoDB::Table', 'AWS::ApiGatewayV2::Route', 'AWS::ApiGatewayV2::Api', 'AWS::S3::Bucket'])(
    'has %s as they are',
    (type) => {
      expect(differences(type)).toEqual({});
    },
  );
});
