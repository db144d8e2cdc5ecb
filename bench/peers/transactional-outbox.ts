import { createHash, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ORDER_PLACED, type OrderPlaced } from '../../functions/contracts/order-placed.ts';
import { readBody } from '../../functions/order-api/http-request.ts';
import { type OrderRequest, readOrderRequest, totalOf } from '../../functions/order-api/order-request.ts';
import type { HttpEvent } from '../../functions/platform/http-route.ts';
import { placedOrders } from '../subjects/order-api-subject.ts';

/**
 * The transactional outbox as AWS describes it for DynamoDB: the order and its event in one transaction, the event's row deleted
 * once it is relayed. https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/transactional-outbox.html
 */
export const transactionalOutbox = (documents: DynamoDBDocumentClient) => ({
  /** With the row of the client's key, where that is no part of the order's id. */
  async accept(order: OrderPlaced, client?: { readonly key: string; readonly hash: string }) {
    const { orderId } = order;
    const isNew = (key: string) => ({ ConditionExpression: `attribute_not_exists(${key})` });
    const event = { topic: ORDER_PLACED.topic, key: orderId, type: ORDER_PLACED.type, value: JSON.stringify(order) };
    const rows = [
      { TableName: 'peer-orders', Item: { ...order, status: 'PLACED', version: 1 }, ...isNew('orderId') },
      { TableName: 'peer-outbox', Item: { eventId: ORDER_PLACED.eventId(orderId), ...event } },
      ...(client
        ? [
            {
              TableName: 'peer-idempotency',
              Item: { id: client.key, hash: client.hash, orderId, expiration: inADay() },
              ...isNew('id'),
            },
          ]
        : []),
    ];
    await documents.send(new TransactWriteCommand({ TransactItems: rows.map((row) => ({ Put: row })) }));
  },
  async relayed(orderId: string) {
    const Key = { eventId: ORDER_PLACED.eventId(orderId) };
    await documents.send(new DeleteCommand({ TableName: 'peer-outbox', Key }));
  },
  async paid(orderId: string) {
    await documents.send(
      new UpdateCommand({
        TableName: 'peer-orders',
        Key: { orderId },
        UpdateExpression: 'SET #status = :paid, version = version + :one',
        ConditionExpression: '#status = :placed',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':paid': 'PAID', ':placed': 'PLACED', ':one': 1 },
      }),
    );
  },
});

const inADay = () => Math.floor(Date.now() / 1_000) + 86_400;

/** Ids of the server's own making, hence a row for the client's key. The validation is ours. */
export function transactionalOutboxSubject() {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const outbox = transactionalOutbox(documents);
  return placedOrders(async (event: HttpEvent) => {
    const request = readOrderRequest(readBody(event));
    const order = newOrderOf(request);
    const hash = createHash('sha256').update(JSON.stringify(request)).digest('base64url');
    await outbox.accept(order, { key: `local#${event.headers['idempotency-key']}`, hash });
    const { orderId } = order;
    return {
      statusCode: 202,
      headers: { 'content-type': 'application/json', location: `/orders/${orderId}` },
      body: JSON.stringify({ ...order, status: 'PLACED' }),
    };
  });
}

const newOrderOf = (request: OrderRequest): OrderPlaced => ({
  orderId: `ord_${randomUUID().replaceAll('-', '').slice(0, 22)}`,
  tenant: 'local',
  ...request,
  totalAmount: totalOf(request),
  placedAt: new Date().toISOString(),
});
