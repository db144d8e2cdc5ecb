import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { endpointClient } from '../../../cli/aws/endpoint-environment.ts';
import { waitFor } from '../wait-for.ts';
import type { DeployedStage } from './deployed-stage.ts';

/**
 * Places so many ordinary orders at once and waits until each is paid. It looks into the table: the API would be one more function
 * that takes the emulator's time. @returns what it took, as text
 */
export async function paidTogether(stage: DeployedStage, endpoint: string, count: number): Promise<string> {
  const placed = new Map<string, number>();
  const paid = new Map<string, number>();
  const paidIds = readPaidIds(stage.outputs.OrdersTable, endpoint);
  await Promise.all(Array.from({ length: count }, async () => placed.set(await stage.place(), performance.now())));
  const look = async () => {
    const now = performance.now();
    for (const orderId of await paidIds()) {
      const accepted = placed.get(orderId);
      if (accepted !== undefined && !paid.has(orderId)) paid.set(orderId, now - accepted);
    }
    return paid.size === count;
  };
  await waitFor(look, { within: 30_000, what: `${count} orders to be PAID` });
  return `${count} orders: each PAID within ${(Math.max(...paid.values()) / 1_000).toFixed(1)} s of its response`;
}

function readPaidIds(TableName: string, endpoint: string) {
  const dynamo = new DynamoDBClient(endpointClient(endpoint));
  return async () => {
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return Items.flatMap(({ orderId, status }) => (status?.S === 'PAID' && orderId?.S ? [orderId.S] : []));
  };
}
