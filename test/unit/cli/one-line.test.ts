import { describe, expect, it } from 'vitest';
import { oneLine } from '../../../cli/ops/one-line.ts';

describe("show a record's text on a terminal", () => {
  it('is one line, and lets nothing through that the terminal would obey', () => {
    expect(oneLine('one\n  two')).toBe('one; two');
    expect(oneLine('\u001b[2Jcleared\u0007')).toBe('█[2Jcleared█');
  });
});
