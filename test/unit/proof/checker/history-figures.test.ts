import { describe, expect, it } from 'vitest';
import { historyFigures } from '../../../../proof/checker/history-figures.ts';
import { aHistory } from './a-history.ts';

describe('what systems are compared by', () => {
  it('is nothing lost, invented, charged twice or stuck in a clean history', () => {
    expect(historyFigures(aHistory())).toEqual({
      requests: 10,
      acceptedOrders: 6,
      records: 15,
      lostEvents: 0,
      phantomEvents: 0,
      copies: 0,
      duplicateCharges: 0,
      stuckOrders: 0,
      settledWithin: { p50: 1_000, p99: 1_000 },
      settledAfterFaults: { orders: 6, p99: 1_000 },
    });
  });

  it('counts each loss, phantom, copy, second charge and stuck order', () => {
    const { topic, ledger, orders, ...history } = aHistory();
    const [event, ...otherEvents] = topic;
    const [charge] = ledger;
    if (event === undefined || charge === undefined) expect.fail('the clean history is empty');

    const figures = historyFigures({
      ...history,
      topic: [...otherEvents, { ...event, orderId: 'phantom', eventId: 'phantom.1' }, ...otherEvents.slice(-2)],
      ledger: [...ledger, { ...charge, intentId: 'pi_again' }, { ...charge, intentId: 'pi_once_more' }],
      orders: orders.map((order) => (order.orderId === 'order-5' ? { ...order, status: 'PLACED' } : order)),
    });

    expect(figures).toMatchObject({ lostEvents: 1, phantomEvents: 1, copies: 1, duplicateCharges: 2, stuckOrders: 1 });
  });

  it('counts an accepted order whose row is gone as stuck', () => {
    const { orders, ...history } = aHistory();

    const figures = historyFigures({ ...history, orders: orders.filter(({ orderId }) => orderId !== 'order-5') });

    expect(figures.stuckOrders).toBe(1);
  });

  it('says nothing of times that nobody noted', () => {
    const { orders, ...history } = aHistory();

    const figures = historyFigures({ ...history, orders: orders.map(({ settledAt: _, ...order }) => order) });

    expect(figures).toMatchObject({ settledWithin: null, settledAfterFaults: null });
  });
});
