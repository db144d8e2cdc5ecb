import { beforeEach, describe, expect, it } from 'vitest';
import { pollSteps } from '../../../cli/ops/poll-steps.ts';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import type { OrderStep } from '../../../local/order-progress.ts';
import { anOrderRow } from '../../doubles/order-builders.ts';

const NOW = new Date('2026-11-29T10:00:00.000Z');
const LATER = '2026-11-29T10:00:01.000Z';
const [OLD, NEW] = ['ord_0000000000000000000old', 'ord_0000000000000000000new'];

let rows: OrderRow[];
let end: number;
let keys: readonly string[];
let steps: OrderStep[];
let asked: unknown[];
let isBusy: boolean;

const stepsOf = (orderId: string) => steps.filter((step) => step.orderId === orderId).map(({ step }) => step);

const paid = (row: OrderRow): OrderRow => {
  const { openSince: _, outbox: __, ...rest } = row;
  return {
    ...rest,
    status: 'PAID',
    version: 3,
    receipt: { topic: 'orders', partition: 0, offset: 7, acknowledgedAt: LATER },
    payment: { state: 'CAPTURED', gatewayReference: 'pi_1', declineCode: null, decidedAt: LATER },
  };
};

const aLook = () =>
  pollSteps({
    openIds: async () => rows.filter(({ openSince }) => openSince !== undefined).map(({ orderId }) => orderId),
    ends: async () => [{ partition: 0, end }],
    async keysIn(spans) {
      if (isBusy) throw new Error('busy');
      asked.push(spans);
      return keys;
    },
    readRows: async (orderIds) => rows.filter(({ orderId }) => orderIds.includes(orderId)),
    now: () => NOW,
    notify: (step) => steps.push(step),
  });

beforeEach(() => {
  [rows, end, keys, steps, asked, isBusy] = [[], 5, [], [], [], false];
});

describe('follow orders by looking again and again', () => {
  it('takes note of what is there at the first look, and tells nothing of it', async () => {
    rows = [anOrderRow({ orderId: OLD, placedAt: '2026-11-29T09:00:00.000Z' })];

    await aLook()();

    expect(steps).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('tells the further steps of an order that was open before, until it is final', async () => {
    const open = anOrderRow({ orderId: OLD, placedAt: '2026-11-29T09:00:00.000Z' });
    rows = [open];
    const look = aLook();
    await look();

    rows = [paid(open)];
    await look();
    await look();

    expect(stepsOf(OLD)).toEqual(['published', 'paid']);
  });

  it('tells every step of an order that was placed and paid between two looks, by the records that came in', async () => {
    const look = aLook();
    await look();

    rows = [paid(anOrderRow({ orderId: NEW, placedAt: LATER }))];
    [keys, end] = [[NEW, 'no order id'], 7];
    await look();
    await look();

    expect(asked).toEqual([[{ partition: 0, next: 5, end: 7 }]]);
    expect(stepsOf(NEW)).toEqual(['placed', 'published', 'paid']);
  });

  it('reads at the next look what it could not read at this one', async () => {
    const look = aLook();
    await look();
    rows = [paid(anOrderRow({ orderId: NEW, placedAt: LATER }))];
    end = 6;
    isBusy = true;
    await expect(look()).rejects.toThrow('busy');

    [isBusy, keys] = [false, [NEW]];
    await look();

    expect(stepsOf(NEW)).toEqual(['placed', 'published', 'paid']);
  });

  it('tells no placing of an older order whose event is published once more', async () => {
    const look = aLook();
    await look();

    rows = [paid(anOrderRow({ orderId: OLD, placedAt: '2026-11-29T09:00:00.000Z' }))];
    [keys, end] = [[OLD], 6];
    await look();

    expect(stepsOf(OLD)).not.toContain('placed');
  });
});
