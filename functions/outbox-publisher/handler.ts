import { outboxHandler } from '../outbox/outbox-handler.ts';
import { readEnv } from '../platform/env.ts';
import { dynamoOrderOutbox, dynamoPaymentOutbox } from './dynamo-order-outbox.ts';
import { OutboxPublisherEnv } from './env.ts';
import { readOrderEvents, readPaymentEvents } from './outbox-events.ts';

const outboxes = {
  orders: { outbox: dynamoOrderOutbox, read: readOrderEvents },
  payments: { outbox: dynamoPaymentOutbox, read: readPaymentEvents },
};

export const handler = outboxHandler({ ...outboxes[readEnv(OutboxPublisherEnv).OUTBOX], keyedBy: 'orderId' });
