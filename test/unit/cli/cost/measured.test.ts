import { describe, expect, it } from 'vitest';
import { measured, measuredOf } from '../../../../cli/cost/usage.ts';

describe('what an invocation takes', () => {
  it('is what was measured of the function', () => {
    expect(measuredOf('payment-canceller', 'invocations')).toBe(0);
    expect(measuredOf('reconciler', 'cpu')).toBe(measured('reconciler/cpu'));
  });

  it('is that of any consumer where this one was not measured, and of no other function', () => {
    expect(() => measuredOf('status-updater', 'naps')).toThrow('needs consumer/naps');
    expect(() => measuredOf('reconciler', 'naps')).toThrow('needs reconciler/naps');
    expect(['invocations', 'cpu', 'wait', 'log'].map((what) => measured(`consumer/${what}`))).toEqual([1, 1.9, 5, 217]);
  });
});
