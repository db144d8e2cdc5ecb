import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDB } from '@aws-sdk/client-dynamodb';
import { DUE_PAYMENTS } from '../../functions/contracts/payment-row.ts';
import { startDynamoDbLocal } from '../../local/dynamodb-local.ts';
import { freePort, memoryFolder } from '../../local/ports-and-folders.ts';

/** DynamoDB Local, as long as the measurement takes. */
export async function withDynamoDb<Result>(measurement: (dynamo: DynamoDB, endpoint: string) => Promise<Result>) {
  const folder = memoryFolder();
  const logFile = join(folder, 'dynamodb.log');
  const dynamodb = await startDynamoDbLocal({ dataDir: 'in-memory', port: await freePort(), logFile });
  const { endpoint } = dynamodb;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const dynamo = new DynamoDB({ endpoint, region: 'us-east-1', credentials });
  try {
    return await measurement(dynamo, endpoint);
  } finally {
    dynamo.destroy();
    await dynamodb.stop(0);
    rmSync(folder, { recursive: true });
  }
}

/** Takes connections and never answers. */
export async function swallowRequests(port: number) {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
}

export async function createMovedClockTables(dynamo: DynamoDB, kind: string) {
  const { index, partitionKey, sortKey } = DUE_PAYMENTS;
  const text = (...names: readonly string[]) =>
    names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  await dynamo.send(
    new CreateTableCommand({
      TableName: nameOf(kind, 'payments'),
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys('eventId', '').slice(0, 1),
      AttributeDefinitions: text('eventId', partitionKey, sortKey),
      GlobalSecondaryIndexes: [
        { IndexName: index, KeySchema: keys(partitionKey, sortKey), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    }),
  );
  await dynamo.send(
    new CreateTableCommand({
      TableName: nameOf(kind, 'ledger'),
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys('pk', 'sk'),
      AttributeDefinitions: text('pk', 'sk'),
    }),
  );
}

export function nameOf(kind: string, table: string) {
  return `${table}-${kind.replaceAll(' ', '-')}`;
}
