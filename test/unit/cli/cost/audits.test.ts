import { describe, expect, it } from 'vitest';
import { aFunction, aLogGroup, linesAt50 } from './priced-resources.ts';

describe('price the daily audit', () => {
  it('pays for each order that the auditor explains and for its two rows, however many are kept', () => {
    const lines = linesAt50({
      Function: aFunction('auditor', { MemorySize: 1_769 }),
      Logs: aLogGroup,
      Schedule: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }] },
      },
    });
    const perMillion = (name: string) => lines.find(({ what }) => what === name)?.perMillionOrders;

    expect(perMillion('rows that auditor reads')).toBeCloseTo(0.125, 6);
    expect(perMillion('audits of auditor')).toBeCloseTo(0.24 * 1.3 * 1e-3 * (1_769 / 1_024) * 13.3334, 6);
    expect(perMillion('metrics of auditor')).toBe(0);
  });
});
