// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own, for Fn::Sub.
import { describe, expect, it } from 'vitest';
import { resolver } from '../../../local/resolve.ts';

const resolve = resolver({
  ref: (id) => `ref ${id}`,
  attribute: (id, attribute) => `${attribute} of ${id}`,
  imported: (name) => ({ 'Fn::Join': ['', ['imported ', name]] }),
});

describe("a template's intrinsic functions", () => {
  it.each([
    [{ Ref: 'Table' }, 'ref Table'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'Arn of Table'],
    [{ 'Fn::ImportValue': 'x' }, 'imported x'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'B' }, 3]] }, 'a-ref B-3'],
    [{ 'Fn::Split': [' ', { Ref: 'Table' }] }, ['ref', 'Table']],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [' ', { Ref: 'Table' }] }] }, 'Table'],
    [{ 'Fn::Sub': 'a ${Table} b ${!kept}' }, 'a ref Table b ${!kept}'],
    [
      { a: [{ Ref: 'B' }, 1, null, true], c: { d: { Ref: 'E' } } },
      { a: ['ref B', 1, null, true], c: { d: 'ref E' } },
    ],
    [
      { Ref: 'not', 'an intrinsic': 'but an object' },
      { Ref: 'not', 'an intrinsic': 'but an object' },
    ],
    [{}, {}],
  ])('%j is %j', (value, resolved) => {
    expect(resolve(value)).toEqual(resolved);
  });

  it.each(['Fn::If', 'Fn::FindInMap', 'Fn::Base64', 'Fn::Cidr', 'Fn::Transform'])('refuses %s', (name) => {
    expect(() => resolve({ deep: [{ [name]: 'x' }] })).toThrow(`the local runner does not know ${name}`);
  });

  it.each([
    { Ref: 5 },
    { 'Fn::GetAtt': 'Table.Arn' },
    { 'Fn::Join': ['-'] },
    { 'Fn::Select': [0, 'text'] },
    { 'Fn::Sub': ['${a}', { a: 1 }] },
  ])('refuses the form %j', (value) => {
    expect(() => resolve(value)).toThrow();
  });
});
