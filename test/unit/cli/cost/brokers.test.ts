import { describe, expect, it } from 'vitest';
import { warningsOf } from '../../../../cli/cost/warnings.ts';
import {
  AT_50,
  aCluster,
  aLogGroup,
  aTopic,
  idleCost,
  LOGGED_GB,
  ORDERS_TOPIC,
  perMillion,
  stageOf,
} from './priced-resources.ts';

describe('price the brokers', () => {
  it('pays three by the hour, with their volumes', () => {
    const cost = idleCost({ Cluster: aCluster('kafka.t3.small', {}, 10) });

    expect(cost).toBeCloseTo(102.864, 6); // 3 × 730 × $0.0456, 3 × 10 × $0.10
  });

  it('pays Express brokers for what is written and kept instead of volumes', () => {
    const stage = { Cluster: aCluster('express.m7g.large'), Topic: aTopic(`dev.${ORDERS_TOPIC}`) };

    expect(idleCost(stage)).toBeCloseTo(893.52, 6); // 3 × 730 × $0.408
    // 671 bytes an order: $0.01 a GB written, three copies for 168 of 730 hours at $0.10, two thirds of it twice at $0.02.
    expect(perMillion(stage)).toBeCloseTo(0.671 * (0.01 + 3 * (168 / 730) * 0.1 + 2 * 0.6667 * 0.02), 9);
  });

  it('pays for metrics beyond the free level', () => {
    const stage = {
      Cluster: aCluster('kafka.t3.small', { EnhancedMonitoring: 'PER_TOPIC_PER_PARTITION' }),
      Topic: aTopic(ORDERS_TOPIC),
    };
    const free = {
      Cluster: aCluster('kafka.t3.small', { EnhancedMonitoring: 'DEFAULT' }),
      Topic: aTopic(ORDERS_TOPIC),
    };

    expect(idleCost(stage) - idleCost(free)).toBeCloseTo((3 * 47 + 3 * 3 + 6 * 2) * 0.3, 6);
  });

  it('pays for the metrics of a topic that few orders write to, and for none of a quarantine, which no group consumes', () => {
    const cost = (topic: string) =>
      idleCost({
        Cluster: aCluster('kafka.t3.small', { EnhancedMonitoring: 'PER_TOPIC_PER_PARTITION' }),
        Topic: aTopic(topic),
      });

    expect(cost('orders.order-cancelled.v1')).toBeCloseTo(cost(ORDERS_TOPIC), 6);
    expect(cost(ORDERS_TOPIC) - cost(`${ORDERS_TOPIC}.payment-processor.dlq`)).toBeCloseTo(6 * 2 * 0.3, 6);
  });

  it('pays for what they log to CloudWatch', () => {
    const LoggingInfo = { BrokerLogs: { CloudWatchLogs: { Enabled: true, LogGroup: { Ref: 'Logs' } } } };
    const quiet = { Cluster: aCluster('kafka.t3.small'), Logs: aLogGroup };

    // 3 × 0.3 GB
    expect(
      idleCost({ Cluster: aCluster('kafka.t3.small', { LoggingInfo }), Logs: aLogGroup }) - idleCost(quiet),
    ).toBeCloseTo(0.9 * LOGGED_GB, 9);
  });

  it('refuses brokers without a price, by their logical id', () => {
    expect(() => idleCost({ Cluster: aCluster('kafka.m5.large') })).toThrow(
      'Cluster has brokers of type kafka.m5.large, which have no price in cli/cost/prices.json',
    );
  });

  it('warns where their volumes are too small for a rate', () => {
    const stage = stageOf({ Cluster: aCluster('kafka.t3.small', {}, 10), Topic: aTopic(ORDERS_TOPIC) });

    // 671 bytes × 50 × 86,400 × 7
    expect(warningsOf(stage, AT_50)).toEqual(['the topics keep 21 GB a broker at this rate, and a volume has 10']);
    expect(warningsOf(stage, { ...AT_50, ordersPerSecond: 1 })).toEqual([]);
    const growing = stageOf({ Growth: { Type: 'AWS::ApplicationAutoScaling::ScalableTarget' } });
    expect(warningsOf([...stage, ...growing], AT_50)).toEqual([
      expect.stringContaining('what it grows by is not counted'),
    ]);
  });
});
