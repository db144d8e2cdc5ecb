import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { rights } from './granted-rights.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const own = { ...stages.dev, encryption: 'customer-managed' } as const;
const { flow, messaging } = synthesise(own);
const { flow: kept } = synthesise({ ...stages.prod, encryption: 'customer-managed' });

describe('a stage with a key of its own', () => {
  it.each([
    ['AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: 'Key.Arn' } }],
    ['AWS::Logs::LogGroup', { KmsKeyId: 'Key.Arn' }],
    ['AWS::SNS::Topic', { KmsMasterKeyId: expect.stringContaining('Key') }],
  ])('encrypts every %s of the flow with it', (type, encrypted) => {
    const all = Object.values(resources(flow, type));

    expect(all.length).toBeGreaterThan(1);
    for (const one of all) expect(one).toMatchObject(encrypted);
  });

  it('encrypts the records that were given up with it, and asks for it once for many of them', () => {
    expect(resource(flow, 'AWS::S3::Bucket')).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'Key.Arn' },
          },
        ],
      },
    });
  });

  it('has one key for the flow, which rotates, and beside it that of the brokers', () => {
    expect(Object.values(resources(flow, 'AWS::KMS::Key'))).toMatchObject([{ EnableKeyRotation: true }]);
    expect(Object.keys(resources(messaging, 'AWS::KMS::Key'))).toEqual(['KafkaKey']);
  });

  it('keeps the key where it keeps what is encrypted with it', () => {
    const policies = (template: typeof flow) => Object.values(template.findResources('AWS::KMS::Key'));

    expect(policies(kept)).toMatchObject([{ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }]);
    expect(policies(flow)).toMatchObject([{ DeletionPolicy: 'Delete' }]);
  });

  it('lets CloudWatch use it for logs of this stage, and for alarms', () => {
    const logs = 'arn:aws:logs:us-east-1:AWS::AccountId:log-group:';

    expect(resource(flow, 'AWS::KMS::Key')).toHaveProperty('KeyPolicy.Statement', [
      expect.objectContaining({ Action: 'kms:*' }),
      expect.objectContaining({
        Principal: { Service: 'logs.us-east-1.amazonaws.com' },
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': [
              `${logs}/chargeonce/dev/*`,
              `${logs}/aws/vendedlogs/chargeonce/dev/*`,
            ],
          },
        },
      }),
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
      },
    ]);
  });

  it.each([
    ['OrderApi', true],
    ['PaymentProcessor', true],
    ['OrderPublisher', true],
    ['KafkaOperator', false],
    ['Quarantine', false],
  ])('lets %s use it if it uses a table, and only then: %s', (stage, uses) => {
    expect(rights(flow, stage).includes('kms:Decrypt on Key.Arn')).toBe(uses);
  });

  it('lets no function use it but through the service that keeps what is encrypted', () => {
    const statements = Object.values(resources(flow, 'AWS::IAM::Policy')).flatMap(
      (policy) => JSON.stringify(policy).match(/\{[^{}]*"kms:[^{}]*(\{[^}]*\}[^}]*\})?[^}]*\}/g) ?? [],
    );

    expect(statements.length).toBeGreaterThan(5);
    for (const statement of statements) expect(statement).toContain('kms:ViaService');
  });

  it('is neither of the stages that are there: AWS encrypts with its own keys, and nothing names one', () => {
    for (const stage of Object.values(stages)) {
      const template = synthesise(stage).flow;

      expect(resources(template, 'AWS::KMS::Key')).toEqual({});
      expect(JSON.stringify(template.toJSON())).not.toContain('kms:');
    }
  });
});
