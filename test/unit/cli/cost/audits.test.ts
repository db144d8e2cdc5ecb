import { describe, expect, it } from 'vitest';
import { measured } from '../../../../cli/cost/usage.ts';
import { aFunction, aLogGroup, linesAt50 } from './priced-resources.ts';

describe('price the daily audit', () => {
  it('pays for each order that the auditor explains, and for each row that there is at each of its audits', () => {
    const lines = linesAt50({
      Function: aFunction('auditor', { MemorySize: 1_769 }),
      Logs: aLogGroup,
      Schedule: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }] },
      },
    });
    const perMillion = (name: string) => lines.find(({ what }) => what === name)?.perMillionOrders;
    const bytes = measured('orders/row') + measured('payments/row');
    const audits = 730 / 24;

    expect(perMillion('rows that auditor reads')).toBeCloseTo(((audits * bytes) / 4_096 / 2) * 0.125, 6);
    const seconds = 0.24 * 1.3 * 1e-3 + (audits * bytes) / 40e6;
    expect(perMillion('audits of auditor')).toBeCloseTo(seconds * (1_769 / 1_024) * 13.3334, 6);
    expect(perMillion('metrics of auditor')).toBe(0);
  });
});
