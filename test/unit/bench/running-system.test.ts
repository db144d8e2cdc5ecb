import { describe, expect, it } from 'vitest';
import { allCpu, cpuBetween } from '../../../bench/harness/running-system.ts';

describe('the CPU of a running system between two looks', () => {
  const before = [
    { pid: 1, name: 'runner', ms: 500 },
    { pid: 2, name: 'order-api', ms: 100 },
    { pid: 3, name: 'order-api', ms: 70 },
  ];
  const after = [
    { pid: 1, name: 'runner', ms: 540 },
    { pid: 2, name: 'order-api', ms: 110 },
    { pid: 4, name: 'order-api', ms: 90 },
  ];

  it('adds up the processes of a function, those that began meanwhile too, and leaves out those that ended', () => {
    const used = cpuBetween(before, after);

    expect(Object.fromEntries(used)).toEqual({ runner: 40, 'order-api': 100 });
    expect(allCpu(used)).toBe(140);
  });
});
