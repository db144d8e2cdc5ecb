import { describe, expect, it } from 'vitest';
import { COMPARED, THIS_SYSTEM } from '../../../compare/compared-systems.ts';
import { comparedTable } from '../../../compare/compared-table.ts';
import type { CheckedHistory } from '../../../proof/checker/checked-history.ts';

const aFault = (kind: string, fired = true) => ({ kind, from: 1, until: 2, fired, evidence: '' });

const aChecked = (system: string): CheckedHistory => ({
  ...{ system, seed: 1, orders: 200, minutes: 1, invariants: [] },
  faults: [aFault('broker killed'), aFault('broker killed'), aFault('duplicates', false)],
  figures: {
    ...{ requests: 210, acceptedOrders: 180, records: 185, copies: 5, settledAfterFaults: null },
    ...{ lostEvents: 9, phantomEvents: 2, duplicateCharges: 51, stuckOrders: 4 },
    settledWithin: { p50: 1_250, p99: 20_000 },
  },
});

describe('the table of the comparison', () => {
  it('has the figures of each system, in seconds, and what each does', () => {
    const [, , row] = comparedTable([aChecked('save-then-send')]).split('\n');

    expect(row).toContain('| 180 | 9 | 2 | 51 | 4 | 1.3 / 20.0 s | 2 (2 kinds) |');
    expect(row).toContain(COMPARED[0]?.does);
  });

  it('says of every system what it does', () => {
    const rows = comparedTable([...COMPARED.map(({ name }) => name), THIS_SYSTEM].map(aChecked)).split('\n');

    for (const row of rows.slice(2)) expect(row).toMatch(/^\| [\w-]+: \w/);
  });
});
