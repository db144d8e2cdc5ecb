import { aHistory, FAULT_WINDOW } from './a-history.ts';
import { first, noFaults, type Planted, withLine, withMore, without } from './spoilt.ts';

/** Against what holds while rows change and records are read: I8 to I19. */
export const PLANTED_IN_PROGRESS: Planted = {
  'a status that fell': [
    ['I8'],
    () =>
      withMore('changes', { row: 'order', orderId: 'order-1', at: FAULT_WINDOW.until, version: 3, state: 'PLACED' }),
  ],
  'a version that fell': [
    ['I8'],
    () => withMore('changes', { row: 'order', orderId: 'order-1', at: FAULT_WINDOW.until, version: 1, state: 'PAID' }),
  ],
  'a refund that came undone': [
    ['I8'],
    () => withMore('changes', { ...first('changes', 14), at: FAULT_WINDOW.until, state: 'CAPTURED' }),
  ],
  'a declined payment that is to be refunded': [
    ['I8'],
    () => withMore('changes', { ...first('changes', 6), at: FAULT_WINDOW.until, state: 'REFUND_DUE' }),
  ],
  'a claim that was removed': [['I9'], () => withMore('changes', { ...first('changes', 2), removed: true })],
  'a claim that is gone': [
    ['I9'],
    () => withMore('changes', { ...first('changes', 1), orderId: 'order-7', eventId: 'order-7.1' }),
  ],
  'another intent than the recorded one, confirmed': [
    ['I10'],
    () => withMore('ledger', { ...first('ledger', 4), intentId: 'pi_other', state: 'confirmed' }),
  ],
  'an intent that was rewritten': [['I10'], () => withLine('changes', 1, { intentId: 'pi_before' })],
  'a declined payment that can be captured still': [['I10'], () => withLine('ledger', 1, { state: 'open' })],
  'an order that took too long': [
    ['I11'],
    () => withLine('orders', 0, { settledAt: first('orders').placedAt + 6_000 }),
  ],
  'a parked order that took too long': [
    ['I11'],
    () => withLine('orders', 1, { settledAt: first('orders', 1).placedAt + 21_000 }),
  ],
  'an order published again that took too long': [
    ['I11'],
    () => withLine('orders', 2, { settledAt: first('orders', 2).placedAt + 41_000 }),
  ],
  'an unreadable record that nobody quarantined': [['I12'], () => ({ ...aHistory(), quarantine: [] })],
  'an unreadable record, quarantined with other bytes': [
    ['I12'],
    () => withLine('quarantine', 0, { bytesHash: 'other' }),
  ],
  'a capture of a part': [['I13'], () => withLine('ledger', 0, { capturedAmount: 999 })],
  'a receipt for a record that is not there': [
    ['I14'],
    () =>
      withLine('orders', 0, { receipts: [{ topic: 'orders.placed', partition: 0, offset: 3, eventId: 'order-1.1' }] }),
  ],
  'an accepted order whose event is lost': [
    ['I14'],
    () => without('topic', ({ type, orderId }) => type === 'order-placed' && orderId === 'order-6'),
  ],
  'an offset committed before the payment was claimed': [
    ['I15'],
    () => withMore('commits', { ...first('commits'), at: first('changes').at + 50, offset: 1 }),
  ],
  'an offset committed before the payment was parked': [
    ['I15'],
    () => withMore('commits', { ...first('commits'), at: first('changes').at + 150, offset: 1 }),
  ],
  'an offset committed past a cancellation without effect': [
    ['I15'],
    () =>
      without('changes', ({ row, orderId, state }) => row === 'payment' && orderId === 'order-3' && state === 'VOID'),
  ],
  'an offset committed before the status was raised': [
    ['I15'],
    () => withMore('commits', { ...first('commits', 2), at: first('changes').at + 250, offset: 1 }),
  ],
  "another tenant's order in an answer": [['I16'], () => withLine('api', 8, { status: 200 })],
  'a card number in a log': [['I17'], () => withLine('logs', 0, { text: 'card: 4242424242424242' })],
  'a second record of an event in a run without faults': [
    ['I18'],
    () => noFaults(withMore('topic', { ...first('topic'), offset: 99 })),
  ],
  'a fault that did not fire': [
    ['I19'],
    () => ({
      ...aHistory(),
      run: { ...aHistory().run, faults: [{ kind: 'x', ...FAULT_WINDOW, fired: false, evidence: 'nobody was killed' }] },
    }),
  ],
  'orders refused outside the windows of faults': [
    ['I19'],
    () => withMore('api', { ...first('api', 9), at: FAULT_WINDOW.until + 1, key: 'refused' }),
  ],
};
