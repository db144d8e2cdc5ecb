import { describe, expect, it } from 'vitest';
import { conformanceTable, conforms } from '../../../../cli/interop/conformance.ts';

const good = { subject: 'confirm', count: 1, problems: [] };
const bad = { subject: 'create', count: 2, problems: ['refused'] };

describe('print what was compared', () => {
  it('sums up each subject and shows its problems once', () => {
    expect(conformanceTable('Requests', [good, bad, good, bad])).toBe(
      ['Requests', '  ok      confirm    2', '  FAILED  create     4', '            refused'].join('\n'),
    );
  });

  it('fails on a single problem', () => {
    expect(conforms([good, good])).toBe(true);
    expect(conforms([good, bad])).toBe(false);
  });
});
