import { describe, expect, it } from 'vitest';
import { readApp } from '../../../local/app-model.ts';
import { parseTemplate } from '../../../local/assembly.ts';
import { FUNCTION, HTTP_API, TABLE, TOPIC, WITHOUT_LOCAL_MEANING } from '../../../local/resource-types.ts';

const addresses = {
  brokers: '127.0.0.1:9092',
  apiUrl: (name: string) => `http://api/${name}`,
  streamArn: (table: string) => `stream of ${table}`,
};

describe('reading a template', () => {
  it('gives each resource of a type with its name and settings', () => {
    const app = readApp([aTemplate({ Orders: aTable() })], addresses);

    expect(app.of(TABLE)).toEqual([
      { logicalId: 'Orders', name: 'Orders', settings: aTable().Properties, metadata: undefined },
    ]);
    expect(app.of(TOPIC)).toEqual([]);
  });

  it('gives references the values that they have on this machine', () => {
    const variables = {
      TABLE: { Ref: 'Orders' },
      STREAM: { 'Fn::GetAtt': ['Orders', 'StreamArn'] },
      URL: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
      BUCKET: { 'Fn::GetAtt': ['Kept', 'Arn'] },
      SELF: { Ref: 'Function' },
      REGION: { Ref: 'AWS::Region' },
    };

    const app = readApp(
      [
        aTemplate({
          Orders: aTable(),
          Api: anApi(),
          Kept: { Type: 'AWS::S3::Bucket' },
          Function: aFunction(variables),
        }),
      ],
      addresses,
    );

    expect(app.of(FUNCTION)[0]?.settings.Environment.Variables).toEqual({
      TABLE: 'Orders',
      STREAM: 'stream of Orders',
      URL: 'http://api/an-api',
      BUCKET: 'arn:aws:s3:::kept',
      SELF: 'the-function',
      REGION: 'us-east-1',
    });
  });

  it('finds in another stack what that one exports', () => {
    const exporting = aTemplate(
      { Brokers: { Type: 'Custom::MskBootstrapBrokers' } },
      {
        Out: { Value: { 'Fn::GetAtt': ['Brokers', 'BootstrapBrokerStringSaslIam'] }, Export: { Name: 'the-brokers' } },
      },
    );
    const importing = aTemplate({ Function: aFunction({ KAFKA: { 'Fn::ImportValue': 'the-brokers' } }) });

    expect(readApp([importing, exporting], addresses).of(FUNCTION)[0]?.settings.Environment.Variables).toEqual({
      KAFKA: '127.0.0.1:9092',
    });
  });

  it('leaves out the functions behind custom resources, which run while AWS deploys', () => {
    const app = readApp(
      [
        aTemplate({
          Brokers: {
            Type: 'Custom::MskBootstrapBrokers',
            Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] } },
          },
          Provider: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'another' } },
          Function: aFunction(),
        }),
      ],
      addresses,
    );

    expect(app.of(FUNCTION).map(({ logicalId }) => logicalId)).toEqual(['Function']);
  });

  it.each(WITHOUT_LOCAL_MEANING)('passes over %s', (type) => {
    expect(() =>
      readApp([aTemplate({ Some: { Type: type, Properties: { Any: { 'Fn::New': 1 } } } })], addresses),
    ).not.toThrow();
  });
});

describe('what the local runner does not know stops it and names the logical id', () => {
  it.each([
    ['a type', { Queue: { Type: 'AWS::SQS::Queue' } }, 'Queue is of type AWS::SQS::Queue, which'],
    [
      'a setting',
      { Orders: aTable({ TableClass: 'STANDARD' }) },
      'Orders can\'t run here as it is set: ✖ Unrecognized key: "TableClass"',
    ],
    ['a value of a setting', { Orders: aTable({ BillingMode: 'PROVISIONED' }) }, "Orders can't run here as it is set"],
    [
      'an intrinsic function',
      { Orders: aTable({ KeySchema: { 'Fn::If': [] } }) },
      "Orders can't run here: the local runner does not know Fn::If",
    ],
    [
      'an attribute',
      { Orders: aTable({ KeySchema: { 'Fn::GetAtt': ['Orders', 'TableId'] } }) },
      "Orders can't run here: Orders has no TableId locally",
    ],
    [
      'a reference',
      { Orders: aTable({ KeySchema: { Ref: 'Missing' } }) },
      "Orders can't run here: Missing is not in its template",
    ],
    [
      'an import',
      { Orders: aTable({ KeySchema: { 'Fn::ImportValue': 'x' } }) },
      "Orders can't run here: x is exported by no stack",
    ],
  ])('%s', (_, resources, message) => {
    expect(() => readApp([aTemplate(resources)], addresses).of(TABLE)).toThrow(message);
  });

  it('also in an API', () => {
    expect(() =>
      readApp([aTemplate({ Api: anApi({ DisableExecuteApiEndpoint: true }) })], addresses).of(HTTP_API),
    ).toThrow(/^Api can't run here .*DisableExecuteApiEndpoint/);
  });
});

const aTemplate = (Resources: object, Outputs: object = {}) => parseTemplate({ Resources, Outputs });

const aTable = (differing: object = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    ...differing,
  },
});

const anApi = (differing: object = {}) => ({
  Type: 'AWS::ApiGatewayV2::Api',
  Properties: { Name: 'an-api', ProtocolType: 'HTTP', ...differing },
});

const aFunction = (Variables: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: 'the-function',
    Environment: { Variables },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Timeout: 10,
  },
});
