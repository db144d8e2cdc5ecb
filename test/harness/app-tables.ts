import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDB,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { dueShardOf } from '../../functions/payments/payment-rows.ts';
import type { AppAddress } from './running-app.ts';

/** The Orders table of a running app, past its API. */
export function ordersTable(app: Pick<AppAddress, 'ports'>) {
  const table = tableOf(app, 'OrderApiOrders');
  return {
    row: (orderId: string) => table.row({ orderId }),
    put: table.put,
    remove: (orderId: string) => table.remove({ orderId }),
  };
}

/** The PaymentDedup table of a running app. */
export function paymentsTable(app: Pick<AppAddress, 'ports'>) {
  const table = tableOf(app, 'PaymentProcessorPaymentDedup');
  return {
    row: (orderId: string) => table.row({ eventId: ORDER_PLACED.eventId(orderId) }),
    put: table.put,
    /** As in a table that was restored to an earlier time. */
    remove: (orderId: string) => table.remove({ eventId: ORDER_PLACED.eventId(orderId) }),
    /** Lets the lease be over and the payment be due, as a minute later; one that is decided stays as it is. */
    async makeDue(orderId: string) {
      const { dynamo, TableName } = await table.open();
      const eventId = ORDER_PLACED.eventId(orderId);
      const isOver = new UpdateItemCommand({
        TableName,
        Key: marshall({ eventId }),
        UpdateExpression: 'SET leaseUntil = :now, dueAt = :now, dueShard = :shard',
        ConditionExpression: '#state = :charging',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: marshall({
          ':now': new Date().toISOString(),
          ':shard': dueShardOf(eventId),
          ':charging': 'CHARGING',
        }),
      });
      await dynamo.send(isOver).catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    },
  };
}

function tableOf({ ports }: Pick<AppAddress, 'ports'>, logicalId: string) {
  const dynamo = new DynamoDB({
    endpoint: `http://127.0.0.1:${ports.DYNAMODB_PORT}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const open = async () => {
    const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
    return { dynamo, TableName: TableNames.find((name) => name.startsWith(logicalId)) };
  };
  return {
    open,
    async put(row: object) {
      const { TableName } = await open();
      await dynamo.send(new PutItemCommand({ TableName, Item: marshall(row, { removeUndefinedValues: true }) }));
    },
    async remove(key: object) {
      const { dynamo, TableName } = await open();
      await dynamo.send(new DeleteItemCommand({ TableName, Key: marshall(key) }));
    },
    /** Undefined where there is none. */
    async row(key: object) {
      const { TableName } = await open();
      const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key: marshall(key) }));
      return Item && unmarshall(Item);
    },
  };
}
