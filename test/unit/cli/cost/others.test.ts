import { describe, expect, it } from 'vitest';
import { sumOf } from '../../../../cli/cost/bill.ts';
import {
  aFunction,
  aLogGroup,
  aMapping,
  type Described,
  idleCost,
  LOGGED_GB,
  linesAt50,
  perMillion,
  type Settings,
} from './priced-resources.ts';

describe('price the rest', () => {
  it('pays provisioned pollers by the hour, and on-demand ones nothing', () => {
    const provisioned = (MinimumPollers: number) =>
      idleCost({ Source: aMapping({ ProvisionedPollerConfig: { MinimumPollers } }) });

    expect(idleCost({ Source: aMapping() })).toBe(0);
    expect(provisioned(1)).toBeCloseTo(135.05, 6); // 730 × $0.185
    expect(provisioned(11)).toBeCloseTo(270.1, 6);
  });

  it('pays what the pollers of one group share once', () => {
    const inGroup = (PollerGroupName: string, MinimumPollers = 1) =>
      aMapping({ ProvisionedPollerConfig: { MinimumPollers, PollerGroupName } });

    expect(idleCost({ One: inGroup('stage'), Two: inGroup('stage') })).toBeCloseTo(135.05, 6);
    expect(idleCost({ One: inGroup('stage', 6), Two: inGroup('stage', 6) })).toBeCloseTo(270.1, 6);
    expect(idleCost({ One: inGroup('stage'), Two: inGroup('another') })).toBeCloseTo(270.1, 6);
  });

  it.each([
    ['one metric', { Period: 300 }, 0.1],
    [
      'two metrics in a formula',
      { Metrics: [{ Expression: 'a/b' }, { MetricStat: { Period: 60 } }, { MetricStat: { Period: 60 } }] },
      0.2,
    ],
    ['a look every ten seconds', { Period: 10 }, 0.3],
  ])('pays an alarm on %s', (_, Properties, dollars) => {
    expect(idleCost({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties } })).toBeCloseTo(dollars, 9);
  });

  it.each([
    ['AWS::CloudWatch::CompositeAlarm', 0.5],
    ['AWS::CloudWatch::Dashboard', 3],
    ['AWS::KMS::Key', 1],
    ['AWS::SecretsManager::Secret', 0.4],
    ['AWS::Logs::QueryDefinition', 0],
    ['AWS::SNS::Topic', 0],
    ['AWS::ApplicationAutoScaling::ScalableTarget', 0],
  ])('pays %s $%d a month', (Type, dollars) => {
    expect(idleCost({ One: { Type } })).toBe(dollars);
  });

  it('pays each secret of the gateway, which no template makes, where something reads it', () => {
    const readerOf = (name: string) => ({
      Type: 'AWS::IAM::Policy',
      Properties: { Resource: { 'Fn::Join': ['', ['arn:aws:secretsmanager:us-east-1:', `:secret:${name}-??????`]] } },
    });
    const readers = { One: readerOf('prod/key'), Other: readerOf('prod/key') };

    expect(idleCost(readers)).toBe(0.4);
    expect(idleCost({ ...readers, Another: readerOf('prod/webhook') })).toBe(0.8);
    expect(idleCost({ ...readers, Secret: { Type: 'AWS::SecretsManager::Secret' } })).toBe(0.4);
  });

  it('pays a schedule for its runs, and a rule on a bus of the gateway for its events', () => {
    const rule = (Properties: Settings) => ({ Rule: { Type: 'AWS::Events::Rule', Properties } });

    expect(idleCost(rule({ ScheduleExpression: 'rate(1 minute)' }))).toBeCloseTo(0.0438, 9);
    expect(idleCost(rule({ EventPattern: {} }))).toBe(0);
    expect(perMillion(rule({ EventPattern: {} }))).toBeCloseTo(1, 9);
  });

  it('pays tables for their own rows only, and recovery where it is on', () => {
    const aTable = (AttributeName: string, settings: Settings = {}): Described => ({
      Type: 'AWS::DynamoDB::Table',
      Properties: { BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName, KeyType: 'HASH' }], ...settings },
    });
    const recovery = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };

    expect(perMillion({ Table: aTable('eventId') })).toBeCloseTo(2 * 0.625 + 0.5 * 0.125 + 0.613 * 0.25, 9);
    expect(perMillion({ Table: aTable('eventId', recovery) })).toBeCloseTo(2 * 0.625 + 0.5 * 0.125 + 0.613 * 0.45, 9);
    expect(perMillion({ Table: aTable('effectKey') })).toBeCloseTo(0.625 + 0.4 * 0.25, 9);
    expect(() => perMillion({ Table: aTable('invoiceId') })).toThrow('Table is a table with the key invoiceId');
    expect(() => perMillion({ Table: aTable('eventId', { BillingMode: 'PROVISIONED' }) })).toThrow('BillingMode');
  });

  it('pays each request to the API, its answer and its access log', () => {
    const api = {
      Api: { Type: 'AWS::ApiGatewayV2::Api' },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { ApiId: { Ref: 'Api' }, IntegrationUri: { 'Fn::GetAtt': ['Function', 'Arn'] } },
      },
      Function: aFunction('order-api'),
      Logs: aLogGroup,
    };
    const logged = {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': ['Logs', 'Arn'] } } },
    };
    const requests = linesAt50(api).filter(({ resource }) => resource === 'Api');

    expect(sumOf(requests).perMillionOrders).toBeCloseTo(2 * 1 + 2 * 0.56 * 0.09, 9);
    expect(perMillion({ ...api, Stage: logged }) - perMillion(api)).toBeCloseTo(2 * 0.225 * LOGGED_GB, 6);
  });

  it('pays the requests to each function behind an API', () => {
    const integration = (id: string) => ({
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: { Ref: 'Api' }, IntegrationUri: { 'Fn::GetAtt': [id, 'Arn'] } },
    });
    const requests = linesAt50({
      Api: { Type: 'AWS::ApiGatewayV2::Api' },
      ...{ ToOrders: integration('Orders'), ToOrdersAgain: integration('Orders'), ToWebhook: integration('Webhook') },
      ...{ Orders: aFunction('order-api'), Webhook: aFunction('gateway-webhook'), Logs: aLogGroup },
    }).filter(({ what }) => what.startsWith('requests to '));

    expect(requests.filter(({ resource }) => resource === 'Api').map(({ what }) => what)).toEqual([
      'requests to order-api',
      'requests to gateway-webhook',
    ]);
  });

  it('refuses a type that it does not know, by its logical id', () => {
    expect(() => idleCost({ Queue: { Type: 'AWS::SQS::Queue' } })).toThrow(
      'Queue is of type AWS::SQS::Queue, whose price is not known: add it to cli/cost/registry.ts, priced or free',
    );
  });
});
