import { describe, expect, it } from 'vitest';
import { aFunction, aLogGroup, aTopic, linesAt50, ORDERS_TOPIC } from './priced-resources.ts';

const audited = {
  Function: aFunction('auditor', { MemorySize: 1_769 }),
  Logs: aLogGroup,
  Schedule: {
    Type: 'AWS::Events::Rule',
    Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }] },
  },
};
const ARM64 = 13.3334;

describe('price the daily audit', () => {
  it('pays for each order that the auditor explains and for its two rows, however many are kept', () => {
    const perMillion = perMillionOf(audited);

    expect(perMillion('rows that auditor reads')).toBeCloseTo(0.125, 6);
    expect(perMillion('audits of auditor')).toBeCloseTo(0.24 * 1.3 * 1e-3 * (1_769 / 1_024) * ARM64, 6);
    expect(perMillion('metrics of auditor')).toBe(0);
  });

  it('pays both functions while kafka-operator reads the records of an order, which mostly come from another zone', () => {
    const perMillion = perMillionOf({
      ...audited,
      Operator: aFunction('kafka-operator'),
      Topic: aTopic(ORDERS_TOPIC),
      Quarantine: aTopic(`${ORDERS_TOPIC}.payment-processor.dlq`),
    });

    const reading = (0.1 * 1.3 * 1e-3 * 1_769) / 512;
    expect(perMillion('records that kafka-operator reads for auditor')).toBeCloseTo(
      reading * (0.5 + 1_769 / 1_024) * ARM64,
      6,
    );
    expect(perMillion('records for auditor, across zones')).toBeCloseTo(671e-3 * 0.6667 * 0.02, 6);
  });
});

function perMillionOf(resources: Parameters<typeof linesAt50>[0]) {
  const lines = linesAt50(resources);
  return (name: string) => lines.find(({ what }) => what === name)?.perMillionOrders;
}
