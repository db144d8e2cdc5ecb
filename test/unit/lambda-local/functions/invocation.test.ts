import { describe, expect, it } from 'vitest';
import { functionName } from '../../../../lambda-local/functions/invocation.ts';

describe('name a function', () => {
  it.each([
    'shop-orders',
    'shop-orders:live',
    '000000000000:function:shop-orders',
    'arn:aws:lambda:us-east-1:000000000000:function:shop-orders',
    'arn:aws:lambda:us-east-1:000000000000:function:shop-orders:live',
    'arn:aws:lambda:us-east-1:000000000000:function:shop-orders:7',
  ])('as %s does', (nameOrArn) => {
    expect(functionName(nameOrArn)).toBe('shop-orders');
  });
});
