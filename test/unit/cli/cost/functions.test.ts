import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../../../cli/cost/models/monitoring-usage.ts';
import { costOf } from '../../../../cli/cost/registry.ts';
import { warningsOf } from '../../../../cli/cost/warnings.ts';
import {
  AT_50,
  aFunction,
  aLogGroup,
  aMapping,
  aTopic,
  idleCost,
  LOGGED_GB,
  linesAt50,
  ORDERS_TOPIC,
  perMillion,
  type Settings,
  stageOf,
} from './priced-resources.ts';

describe('price a function', () => {
  const timeOf = (settings: Settings, variables: Settings = {}) =>
    linesAt50({ Function: aFunction('status-updater', settings, variables), Source: aMapping(), Logs: aLogGroup }).find(
      ({ what }) => what === 'time of status-updater',
    )?.perMillionOrders;

  it('pays its memory for the CPU that this memory gives it, and for its waits', () => {
    const cpu = (1.9 * 1.3 * 1_769) / 512 / 1_000;
    const seconds = cpu + 0.005;

    expect(timeOf({})).toBeCloseTo(seconds * 0.5 * 13.3334, 6);
    expect(timeOf({ MemorySize: 1_024 })).toBeCloseTo((cpu / 2 + 0.005) * 13.3334, 6);
    expect(timeOf({ Architectures: ['x86_64'] })).toBeCloseTo(seconds * 0.5 * 16.6667, 6);
  });

  it('pays no more than what can run at once: an invocation for each partition', () => {
    const stage = stageOf({
      Function: aFunction('payment-processor', {}, { GATEWAY_URL: 'https://gateway.test', RECORDS_AT_ONCE: '16' }),
      Source: aMapping({ Topics: [ORDERS_TOPIC] }),
      Topic: aTopic(ORDERS_TOPIC),
      Logs: aLogGroup,
    });
    const time = costOf(stage, AT_50).find(({ what }) => what === 'time of payment-processor');

    expect(time?.atRate).toBeCloseTo(6 * 0.5 * 730 * 3_600 * 0.0000133334, 6);
    expect(warningsOf(stage, AT_50)).toEqual([]);
    expect(warningsOf(stage, { ...AT_50, ordersPerSecond: 100 })).toEqual([
      'payment-processor keeps up with 56 orders a second: its topic has too few partitions',
    ]);
  });

  it('pays for more of them where they are too few, each with as many records as it may have', () => {
    const stage = stageOf({
      Function: aFunction('payment-processor', {}, { GATEWAY_URL: 'https://gateway.test', RECORDS_AT_ONCE: '100' }),
      Source: aMapping({ Topics: [ORDERS_TOPIC] }),
      Topic: aTopic(ORDERS_TOPIC),
      Logs: aLogGroup,
    });
    const perMillion = (ordersPerSecond: number) =>
      costOf(stage, { ordersPerSecond, monthsKept: 1 }).find(({ what }) => what === 'time of payment-processor')
        ?.perMillionOrders;
    const cpu = (6.7 * 1.3 * 1_769) / 512 / 1_000;

    expect(perMillion(1_000)).toBeCloseTo((cpu + 1.212 / 100) * 0.5 * 13.3334, 6);
    expect(perMillion(10_000)).toBe(perMillion(1_000));
  });

  it('pays for a line for each event where it logs each, and none of those that Lambda writes where it leaves them out', () => {
    const logged = (settings: Settings, variables: Settings = {}) =>
      perMillion({ Function: aFunction('status-updater', settings, variables), Source: aMapping(), Logs: aLogGroup });
    const quiet = { LoggingConfig: { LogGroup: { Ref: 'Logs' }, SystemLogLevel: 'WARN' } };

    expect(logged({}, { POWERTOOLS_LOG_LEVEL: 'DEBUG' }) - logged({})).toBeCloseTo(0.288 * LOGGED_GB, 6);
    expect(logged({}) - logged(quiet)).toBeCloseTo((0.26 - 0.06) * LOGGED_GB, 6);
  });

  it('pays what comes by its alias as if it came by itself', () => {
    const updater = aFunction('status-updater');
    const alias = { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Function' }, Name: 'live' } };
    const byAlias = aMapping({ FunctionName: { 'Fn::Join': ['', [{ Ref: 'Live' }, ':live']] } });

    expect(perMillion({ Function: updater, Live: alias, Source: byAlias, Logs: aLogGroup })).toBe(
      perMillion({ Function: updater, Source: aMapping(), Logs: aLogGroup }),
    );
  });

  it('pays each trace that X-Ray is told of', () => {
    const cost = (variables: Settings) =>
      perMillion({ Function: aFunction('order-api', {}, variables), Source: aMapping(), Logs: aLogGroup });

    expect(cost({ TRACES_PERCENT: '5' }) - cost({})).toBeCloseTo(0.25, 6);
  });

  it('pays nothing while nothing invokes it', () => {
    expect(idleCost({ Function: aFunction('kafka-operator'), Logs: aLogGroup })).toBe(0);
    expect(perMillion({ Function: aFunction('kafka-operator'), Logs: aLogGroup })).toBe(0);
  });

  it('pays a scheduled one, its logs and its metrics whether or not there are orders', () => {
    const cost = idleCost({
      Function: aFunction('reconciler'),
      Logs: aLogGroup,
      Schedule: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }] },
      },
    });

    expect(cost).toBeGreaterThan(3.6); // twelve metrics at $0.30
    expect(cost).toBeLessThan(3.62);
  });

  it('pays the metrics of one that measures only what it tries as soon as there are orders', () => {
    const resources = {
      Function: aFunction('payment-retrier'),
      Logs: aLogGroup,
      Schedule: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(1 minute)', Targets: [{ Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }] },
      },
    };
    const metrics = linesAt50(resources).find(({ what }) => what === 'metrics of payment-retrier');

    expect(metrics).toMatchObject({ idle: 0, perMillionOrders: 0 });
    expect(metrics?.atRate).toBeGreaterThan(3);
    expect(idleCost(resources)).toBeLessThan(0.5);
  });

  it('has the metric of effects where it has their table, whatever its name', () => {
    const metrics = (variables: Settings) =>
      stageOf({ Function: aFunction('shipment-retrier', {}, variables) }).flatMap(metricsOf);

    expect(metrics({ EFFECTS_TABLE: { Ref: 'Table' } })).toEqual(['OldestOpenEffectAgeSeconds']);
    expect(metrics({})).toEqual([]);
  });

  it('is called by a gateway for each order, but not by the simulator', () => {
    const integration = {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: { Ref: 'Api' }, IntegrationUri: { 'Fn::GetAtt': ['Function', 'Arn'] } },
    };
    const webhook = { Function: aFunction('gateway-webhook'), Logs: aLogGroup, Integration: integration };

    expect(perMillion(webhook)).toBeGreaterThan(0.2 + 0.5 * 0.125); // a request, and half a read
    expect(perMillion({ ...webhook, Simulator: aFunction('payment-gateway-simulator') })).toBe(0);
  });

  it('refuses a schedule that it can not count', () => {
    const Schedule = { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'cron(0 3 * * ? *)' } };

    expect(() => idleCost({ Schedule })).toThrow(
      "Schedule has a schedule that the cost model can't count: cron(0 3 * * ? *)",
    );
  });

  it('refuses one of which nothing is measured', () => {
    expect(() => idleCost({ Function: aFunction('invoices'), Source: aMapping(), Logs: aLogGroup })).toThrow(
      'Function needs invoices/invocations, which nobody has measured (cli/cost/measured-units.json)',
    );
  });

  it('refuses one whose logs are kept nobody knows how long', () => {
    expect(() => idleCost({ Function: aFunction('status-updater'), Source: aMapping() })).toThrow(
      'Function writes logs to a group that is in no template',
    );
  });
});
