import { describe, expect, it } from 'vitest';
import { readIdempotencyKey } from '../../../functions/order-api/http-request.ts';

const refusal = expect.objectContaining({ status: 400, type: 'idempotency-key-required' });

describe('read the Idempotency-Key', () => {
  it.each([
    ['bare', 'k1', 'k1'],
    ['quoted', '"k1"', 'k1'],
    ['padded', '  k1\t', 'k1'],
    ['quoted, with escapes', '"a\\"b\\\\c"', 'a"b\\c'],
    ['with a lonely quotation mark', '"k1', '"k1'],
    ['quoted, with a quotation mark inside that is not escaped', '"a"b"', '"a"b"'],
    ['quoted, with a parameter', '"abc";foo=1', 'abc'],
    ['quoted, with parameters of every kind', '"abc"; a;b=?1;c="x\\"y"; *d-e.f=:YQ==:', 'abc'],
    ['quoted, with what is no parameter', '"abc";Foo', '"abc";Foo'],
    ['bare, with what looks like a parameter', 'abc;foo=1', 'abc;foo=1'],
    ['of a space between quotation marks', '" "', ' '],
    ['of 255 characters', 'k'.repeat(255), 'k'.repeat(255)],
    ['of 255 characters, quoted', `"${'k'.repeat(255)}"`, 'k'.repeat(255)],
  ])('reads a key that is %s', (_form, header, key) => {
    expect(readIdempotencyKey(header)).toBe(key);
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['only spaces', '   '],
    ['an empty quoted one', '""'],
    ['256 characters', 'k'.repeat(256)],
    ['not ASCII', 'schlüssel'],
    ['with a control character', 'k\u00011'],
    ['with a line break', 'k\n1'],
  ])('refuses a key that is %s', (_form, header) => {
    expect(() => readIdempotencyKey(header)).toThrow(refusal);
  });
});
