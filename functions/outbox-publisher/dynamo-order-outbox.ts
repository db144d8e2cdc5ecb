import { FINAL_STATUSES } from '../contracts/order-row.ts';
import { dynamoOutbox, dynamoOutboxWithoutEntries, type OutboxTable, type WithLast } from '../outbox/dynamo-outbox.ts';

/** The outbox on the order's row. */
export const dynamoOrderOutbox = (orders: OutboxTable) =>
  dynamoOutbox({ ...orders, keyName: 'orderId', withLast: LEAVE_INDEX });

/**
 * An order that was decided while an event of it was not acknowledged yet was kept in the index of open orders, for the
 * reconciler. Only a cancelled one can have been: it has a second event.
 */
const LEAVE_INDEX: WithLast = {
  onlyWith: 'cancellation',
  remove: 'openShard, openSince',
  condition: `#status IN (${FINAL_STATUSES.map((_status, place) => `:final${place}`).join(', ')})`,
  names: { '#status': 'status' },
  values: Object.fromEntries(FINAL_STATUSES.map((status, place) => [`:final${place}`, status])),
};

/** A payment has no outbox entry and needs no receipt: the order's status is the proof, an open order is the reminder. */
export const dynamoPaymentOutbox = (payments: OutboxTable) =>
  dynamoOutboxWithoutEntries({ ...payments, keyName: 'eventId' });
