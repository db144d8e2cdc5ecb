import { describe, expect, it } from 'vitest';
import { lineOf, sumOf, sumsBy } from '../../../../cli/cost/bill.ts';
import { measured, ordersPerMonth } from '../../../../cli/cost/usage.ts';

const AT_50 = { ordersPerSecond: 50, monthsKept: 1 };
const table = { id: 'Orders', type: 'AWS::DynamoDB::Table' };

describe('price a usage', () => {
  it('takes a month as 730 hours', () => {
    expect(ordersPerMonth(50)).toBe(131_400_000);
  });

  it('charges the seven write units of a small order at $0.625 a million', () => {
    const units = measured('orders/writes') + measured('orders/index-writes') + measured('payments/writes');

    const line = lineOf(table, { what: 'writes', price: 'dynamodb-write', perOrder: units }, AT_50);

    expect(units).toBe(7);
    expect(line.perMillionOrders).toBeCloseTo(4.375, 9); // 7 × $0.625
    expect(line.atRate).toBeCloseTo(574.875, 6); // 131.4 million × 7 × $0.625 / million
    expect(line.idle).toBe(0);
  });

  it('charges what is always there, with orders or without', () => {
    const endpoints = {
      what: 'two endpoints in three zones',
      price: 'interface-endpoint',
      always: 2 * 3 * 730,
    } as const;

    expect(lineOf(table, endpoints, AT_50)).toMatchObject({
      idle: expect.closeTo(43.8, 9),
      atRate: expect.closeTo(43.8, 9),
      perMillionOrders: 0,
    });
  });

  it('charges what comes with the first order in full, and only with an order', () => {
    const metrics = { what: 'metrics', price: 'metric', withOrders: 5 } as const;

    expect(lineOf(table, metrics, AT_50)).toMatchObject({ idle: 0, atRate: 1.5 });
    expect(lineOf(table, metrics, { ...AT_50, ordersPerSecond: 0 }).atRate).toBe(0);
  });

  it('charges rows again in each month that they are kept', () => {
    const rows = { what: 'rows', price: 'dynamodb-storage', perOrderKept: 1e-6 } as const; // 1 KB at $0.25 a GB

    expect(lineOf(table, rows, AT_50).atRate).toBeCloseTo(32.85, 6); // 131.4 GB × $0.25
    expect(lineOf(table, rows, { ...AT_50, monthsKept: 12 }).atRate).toBeCloseTo(394.2, 6);
    expect(lineOf(table, rows, AT_50).growth).toBeCloseTo(32.85, 6);
  });

  it('charges no more than can be used, and then each order has a smaller share', () => {
    const time = { what: 'time', price: 'lambda-arm64', perOrder: 1, atMost: 13_140_000 } as const;

    expect(lineOf(table, time, { ...AT_50, ordersPerSecond: 1 }).perMillionOrders).toBeCloseTo(13.3334, 6);
    expect(lineOf(table, time, AT_50).perMillionOrders).toBeCloseTo(1.33334, 6);
    expect(lineOf(table, time, AT_50).atRate).toBeCloseTo(175.200876, 6); // 13.14 million × $0.0000133334
  });
});

describe('add up a bill', () => {
  const lines = [
    lineOf(table, { what: 'writes', price: 'dynamodb-write', perOrder: 2 }, AT_50),
    lineOf({ id: 'Alarm', type: 'AWS::CloudWatch::Alarm' }, { what: 'alarm', price: 'alarm', always: 3 }, AT_50),
    lineOf({ id: 'Key', type: 'AWS::KMS::Key' }, { what: 'key', price: 'key', always: 1 }, AT_50),
  ];

  it('is the sum of its lines', () => {
    expect(sumOf(lines)).toEqual({
      idle: expect.closeTo(1.3, 9),
      atRate: expect.closeTo(165.55, 6), // 131.4 × 2 × $0.625, $0.30, $1
      perMillionOrders: expect.closeTo(1.25, 9),
      growth: 0,
    });
  });

  it('puts the dearest service first', () => {
    expect(sumsBy(lines, 'service').map(({ name }) => name)).toEqual([
      'Amazon DynamoDB',
      'AWS KMS',
      'Amazon CloudWatch',
    ]);
  });
});
