import { describe, expect, it } from 'vitest';
import { perSecond } from '../../../cli/ops/command.ts';
import { wholeNumber, wholeNumberUpTo } from '../../../cli/project-command.ts';

describe("read an option's number", () => {
  it.each(['1', '50', '9999'])('takes %s where 9999 is the highest', (text) => {
    expect(wholeNumberUpTo(9_999)(text)).toBe(Number(text));
  });

  it.each(['0', '-1', '1.5', '1e3', ' 1', '', 'x', '10000'])('refuses "%s" there, and names the highest', (text) => {
    expect(() => wholeNumberUpTo(9_999)(text)).toThrow('It must be a whole number from 1 to 9999.');
  });

  it('names no highest number where there is none', () => {
    expect(wholeNumber('123456789')).toBe(123_456_789);
    expect(() => wholeNumber('0')).toThrow('It must be a whole number from 1 on.');
  });

  it('takes a rate with or without its unit', () => {
    expect([perSecond('50'), perSecond('50/s')]).toEqual([50, 50]);
    expect(() => perSecond('50/m')).toThrow('It must be a whole number');
  });
});
