import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);
const ALARM = 'AWS::CloudWatch::Alarm';

describe('the alarms of the functions that make payments', () => {
  it.each(
    [
      ['PaymentProcessor', 'payment-processor'],
      ['PaymentRetrier', 'payment-retrier'],
    ].flatMap(([id = '', service]) => [
      { id: `${id}GatewayRefusesOurAccount`, service, metric: 'GatewayMisconfigured', threshold: 1 },
      { id: `${id}GatewayUnreachable`, service, metric: 'GatewayUnreachable', threshold: 10 },
      { id: `${id}SettleConflicts`, service, metric: 'SettleConflicts', threshold: 1 },
    ]),
  )('$id rings by $metric of $service in five minutes, from $threshold on', ({ id, service, metric, threshold }) => {
    expect(resource(flow, ALARM, id)).toMatchObject({
      Namespace: 'chargeonce/dev',
      Dimensions: [{ Name: 'service', Value: service }],
      MetricName: metric,
      Statistic: 'Sum',
      Period: 300,
      Threshold: threshold,
      TreatMissingData: 'notBreaching',
    });
  });

  it('ring when half of at least twenty payments are declined in a quarter of an hour, also when none is captured', () => {
    const ofMetric = (id: string, service: string, name: string) => ({
      Id: id,
      MetricStat: {
        Metric: { MetricName: name, Dimensions: [{ Name: 'service', Value: service }] },
        Period: 900,
        Stat: 'Sum',
      },
    });
    const all = 'SUM([declined, declinedLater, captured, capturedLater])';

    expect(resource(flow, ALARM, 'PaymentProcessorManyDeclined')).toMatchObject({
      Threshold: 50,
      TreatMissingData: 'notBreaching',
      Metrics: [
        { Expression: `IF(${all} < 20, 0, 100 * SUM([declined, declinedLater]) / ${all})` },
        ofMetric('declined', 'payment-processor', 'PaymentsDeclined'),
        ofMetric('declinedLater', 'payment-retrier', 'PaymentsDeclined'),
        ofMetric('captured', 'payment-processor', 'PaymentsCaptured'),
        ofMetric('capturedLater', 'payment-retrier', 'PaymentsCaptured'),
      ],
    });
  });
});
