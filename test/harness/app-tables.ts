import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { AppAddress } from './running-app.ts';

/** The Orders table of a running app, past its API. */
export function ordersTable({ ports }: Pick<AppAddress, 'ports'>) {
  const dynamo = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${ports.DYNAMODB_PORT}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const tableName = async () => {
    const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
    return TableNames.find((name) => name.startsWith('OrderApiOrders'));
  };
  return {
    async row(orderId: string) {
      const command = new GetItemCommand({ TableName: await tableName(), Key: marshall({ orderId }) });
      const { Item = {} } = await dynamo.send(command);
      return unmarshall(Item);
    },
    async put(row: object) {
      const Item = marshall(row, { removeUndefinedValues: true });
      await dynamo.send(new PutItemCommand({ TableName: await tableName(), Item }));
    },
  };
}
