import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readSnapshot } from '../../../functions/reconciler/dynamo-order-states.ts';

describe('read a row of a table', () => {
  const read = readSnapshot({ keyName: 'orderId', schema: z.object({ orderId: z.string(), amount: z.number() }) });
  const orderId = { S: 'ord_1' };

  it('gives the row where it can be read', () => {
    expect(read({ orderId, amount: { N: '5' } })).toEqual({ kind: 'readable', row: { orderId: 'ord_1', amount: 5 } });
  });

  it.each([
    ['an attribute is missing', { orderId }, 'amount'],
    [
      'a number is beyond the precision of JavaScript',
      { orderId, amount: { N: '9007199254740993.5' } },
      '9007199254740993.5',
    ],
  ])('names the row and the problem where %s', (_situation, item, words) => {
    expect(read(item)).toEqual({ kind: 'unreadable', rowKey: 'ord_1', reason: expect.stringContaining(words) });
  });

  it.each([
    ['without a key', {}],
    ['with a key that is no text', { orderId: { N: '1' } }],
  ])('is unreadable %s, and keeps nobody from the others', (_situation, item) => {
    expect(read(item)).toMatchObject({ kind: 'unreadable', rowKey: '' });
  });
});
