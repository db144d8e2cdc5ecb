import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { rights } from './granted-rights.ts';
import { resource, resources, selfManaged, synthesise } from './synthesise.ts';

const stage = { ...stages.dev, cluster: selfManaged };
const { flow, messaging, topics, stacks, messages } = synthesise(stage);
const SECRETS = [selfManaged.secretArn, selfManaged.authoritySecretArn];

describe('a stage on self-managed brokers', () => {
  it('is the flow alone: who runs the brokers makes the topics', () => {
    expect(stacks.map(({ stackName }) => stackName)).toEqual(['chargeonce-dev-flow']);
    expect([messaging, topics].flatMap((template) => Object.keys(template.toJSON()))).toEqual([]);
    expect(messages).toEqual([]);
  });

  it.each(['OrderPublisherFunction', 'PaymentPublisherFunction', 'QuarantineFunction', 'KafkaOperatorFunction'])(
    'tells %s where the brokers are and which secrets open them, beside them',
    (id) => {
      expect(resource(flow, 'AWS::Lambda::Function', id)).toMatchObject({
        Environment: {
          Variables: {
            KAFKA_BROKERS: 'broker-1.example.com:9096,broker-2.example.com:9096',
            KAFKA_AUTH: 'scram',
            KAFKA_SECRET: selfManaged.secretArn,
            KAFKA_CA_SECRET: selfManaged.authoritySecretArn,
          },
        },
        VpcConfig: { SubnetIds: selfManaged.subnetIds, SecurityGroupIds: [selfManaged.securityGroupId] },
      });
    },
  );

  it('lets its functions read the secrets, and gives no right of MSK', () => {
    const reading = SECRETS.map((secret) => `secretsmanager:GetSecretValue on ${secret}`);
    for (const part of ['OrderPublisher', 'Quarantine', 'KafkaOperator', 'StatusUpdater'])
      expect(rights(flow, part)).toEqual(expect.arrayContaining(reading));
    expect(rights(flow, 'StatusUpdater')).toContain('ec2:CreateNetworkInterface on *');
    expect(JSON.stringify(flow.toJSON())).not.toMatch(/kafka-cluster:|kafka:Describe|:kafka:/);
  });

  it.each([
    ['scram', 'SASL_SCRAM_512_AUTH'],
    ['mtls', 'CLIENT_CERTIFICATE_TLS_AUTH'],
  ] as const)('has its topics read by Lambda over TLS with %s', (auth, type) => {
    const { flow } = synthesise({ ...stages.dev, cluster: { ...selfManaged, auth } });
    const sources = Object.values(resources(flow, 'AWS::Lambda::EventSourceMapping')).filter((source) =>
      JSON.stringify(source).includes('SelfManagedEventSource'),
    );

    expect(sources).toHaveLength(3);
    for (const source of sources)
      expect(source).toMatchObject({
        SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: selfManaged.brokers } },
        SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: expect.any(String) },
        SourceAccessConfigurations: [
          { Type: 'VPC_SUBNET', URI: `subnet:${selfManaged.subnetIds[0]}` },
          { Type: 'VPC_SUBNET', URI: `subnet:${selfManaged.subnetIds[1]}` },
          { Type: 'VPC_SECURITY_GROUP', URI: `security_group:${selfManaged.securityGroupId}` },
          { Type: type, URI: selfManaged.secretArn },
          { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: selfManaged.authoritySecretArn },
        ],
      });
  });

  it('names no authority where a public one vouches for the brokers', () => {
    const { authoritySecretArn, ...cluster } = selfManaged;
    const text = JSON.stringify(synthesise({ ...stages.dev, cluster }).flow.toJSON());

    expect(authoritySecretArn).toBeDefined();
    expect(text).not.toMatch(/SERVER_ROOT_CA_CERTIFICATE|KAFKA_CA_SECRET/);
  });
});

describe('the client library of a stage', () => {
  it('is kafkajs, or what the stage says, for what publishes', () => {
    const variablesOf = (kafkaClient: 'kafkajs' | 'platformatic') =>
      resources(synthesise({ ...stages.dev, kafkaClient }).flow, 'AWS::Lambda::Function');
    const chosenBy = (kafkaClient: 'kafkajs' | 'platformatic') =>
      Object.entries(variablesOf(kafkaClient))
        .filter(([, settings]) => JSON.stringify(settings).includes(`"KAFKA_CLIENT":"${kafkaClient}"`))
        .map(([id]) => id);

    expect(stages.dev.kafkaClient).toBe('kafkajs');
    const publishing = ['OrderPublisherFunction', 'PaymentPublisherFunction', 'QuarantineFunction'];
    expect(chosenBy('kafkajs').sort()).toEqual(publishing);
    expect(chosenBy('platformatic').sort()).toEqual(publishing);
  });
});
