import { describe, expect, it } from 'vitest';
import { isoOf, ordersHash, ordersPath } from '../../../console/page/src/orders-query.ts';
import { recordsHash, recordsPath } from '../../../console/page/src/records-query.ts';

const noOrders = { status: '', customer: '', from: '', until: '' };
const noRecords = { partition: '', offset: '', from: '', key: '' };

describe('searching orders', () => {
  it('leads from an id straight to its timeline', () => {
    expect(ordersHash({ ...noOrders, customer: ' ord_242Ro2 ', status: 'PAID' })).toBe('#/orders/ord_242Ro2');
  });

  it('keeps what was asked for in the address', () => {
    expect(ordersHash({ ...noOrders, customer: 'c 1', status: 'PAID' })).toBe('#/orders?status=PAID&customer=c+1');
    expect(ordersHash(noOrders)).toBe('#/orders');
  });

  it('asks the server for times in ISO, by the clock of the reader', () => {
    const address = new URLSearchParams({ status: 'PLACED', from: '2026-11-29T21:40', until: 'yesterday' });
    const from = new Date(2026, 10, 29, 21, 40).toISOString();

    expect(ordersPath(address)).toBe(`/api/orders?${new URLSearchParams({ status: 'PLACED', from })}`);
    expect(ordersPath(new URLSearchParams())).toBe('/api/orders');
    expect(isoOf('')).toBe('');
  });
});

describe('searching records', () => {
  it('takes an offset without a partition as one of the first', () => {
    expect(recordsHash('a.b', { ...noRecords, offset: '17' })).toBe('#/topics/a.b?partition=0&offset=17');
    expect(recordsHash('a.b', { ...noRecords, key: ' ord_1 ' })).toBe('#/topics/a.b?key=ord_1');
    expect(recordsHash('a.b', noRecords)).toBe('#/topics/a.b');
  });

  it('asks the server for what the address says, and at most a page', () => {
    const address = new URLSearchParams({ partition: '2', offset: '17' });

    expect(recordsPath('a/b', address)).toBe('/api/topics/a%2Fb/records?limit=50&partition=2&offset=17');
    expect(recordsPath('a', new URLSearchParams({ from: '2026-11-29T21:40' }))).toContain(
      encodeURIComponent(new Date(2026, 10, 29, 21, 40).toISOString()),
    );
  });
});
