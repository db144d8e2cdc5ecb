import { decided, first, type Planted, withLine, withMore } from './spoilt.ts';

/** Against what holds of orders, charges and events: I1 to I7. */
export const PLANTED_IN_ORDERS: Planted = {
  'an accepted order without a row': [['I1'], () => withMore('api', { ...first('api'), key: 'k', orderId: 'nowhere' })],
  'a row with another amount than was accepted': [['I1'], () => withLine('api', 0, { amount: 1 })],
  'a row with another body than was accepted': [['I1'], () => withLine('orders', 1, { bodyHash: 'another' })],
  'two orders under one key': [['I2'], () => withMore('api', { ...first('api'), orderId: 'order-2' })],
  'another body under the key, accepted': [['I2'], () => withMore('api', { ...first('api'), bodyHash: 'another' })],
  'another body under the key, answered 409': [
    ['I2'],
    () => withMore('api', { ...first('api'), bodyHash: 'another', status: 409, orderId: null }),
  ],
  'two captures of one order': [
    ['I3', 'I13'],
    () => withMore('ledger', { ...first('ledger'), intentId: 'pi_again', eventId: null }),
  ],
  'two refunds of one order': [['I3'], () => withLine('ledger', 3, { refunds: 2 })],
  'more refunded than captured': [['I3'], () => withLine('ledger', 3, { refundedAmount: 5_000 })],
  'a charge for another tenant': [['I4'], () => withLine('ledger', 0, { tenant: 'globex' })],
  'a charge of another amount': [['I4'], () => withLine('ledger', 0, { amount: 1 })],
  'a capture of an order that does not exist': [
    ['I4', 'I13'],
    () => withMore('ledger', { ...first('ledger'), intentId: 'pi_x', eventId: null, orderId: 'nowhere' }),
  ],
  'a paid order that was refunded': [
    ['I5'],
    () => withLine('ledger', 0, { refunds: 1, refundedAmount: first('ledger').amount }),
  ],
  'a paid order that was never captured': [
    ['I5', 'I13'],
    () => withLine('ledger', 0, { captures: 0, capturedAmount: 0 }),
  ],
  'a declined order that was captured': [
    ['I5', 'I13'],
    () => withLine('ledger', 1, { captures: 1, capturedAmount: 1_001, state: 'succeeded' }),
  ],
  'a refunded order without a refund': [['I5'], () => withLine('ledger', 3, { refunds: 0, refundedAmount: 0 })],
  'an accepted order that nobody decided': [['I6'], () => withLine('orders', 4, { status: 'PLACED' })],
  'a cancelled order that stays paid': [['I6'], () => withLine('orders', 0, { cancelRequested: true })],
  'an event without an order': [
    ['I7'],
    () => withMore('topic', { ...first('topic'), offset: 99, orderId: 'phantom', eventId: 'phantom.1' }),
  ],
  'an event with another amount': [['I7'], () => withLine('topic', 0, { amount: 1 })],
  'a decision that its payment never had': [
    ['I7', 'I15'],
    () => withLine('topic', decided('order-5'), { state: 'VOID' }),
  ],
  'a decision without a payment': [['I7'], () => withLine('topic', decided('order-5'), { eventId: 'nobody:x' })],
};
