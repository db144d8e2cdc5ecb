import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ChargeLedger } from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { dynamoChargeLedger } from '../../functions/payment-gateway-simulator/dynamo-charge-ledger.ts';
import { startDynamoDbLocal } from '../../local/dynamodb-local.ts';
import { freePort } from '../../local/free-port.ts';
import { sendAdapterRequests } from './adapter-requests.ts';
import { conformanceTable, conforms } from './conformance.ts';
import { openApiComparison } from './open-api.ts';
import { plantFaults } from './planted-faults.ts';
import { compareSimulator } from './simulator-answers.ts';
import { STRIPE_MOCK, startStripeMock } from './stripe-mock.ts';

const GRACE_MS = 2_000;

/** Compares the payment adapter and the simulator with stripe-mock, prints the tables, and answers whether all agrees. */
export async function compareWithStripe(report: (line: string) => void): Promise<boolean> {
  await using started = new AsyncDisposableStack();
  const stripeMock = started.adopt(await startStripeMock(report), ({ stop }) => stop(GRACE_MS).then(() => undefined));
  const { url, document } = stripeMock;
  const api = openApiComparison(document);
  const ledger = await startLedger(started);
  report(`Comparing with stripe-mock ${STRIPE_MOCK.version}, API ${api.version} …`);
  const tables = {
    'Faults that must be found': await plantFaults(api, url),
    'Requests of the adapters: accepted by stripe-mock': await sendAdapterRequests(url),
    'Answers and events of the simulator: valid by the document, requests accepted by stripe-mock too':
      await compareSimulator({ api, stripeMockUrl: url, ledger }),
  };
  for (const [title, rows] of Object.entries(tables)) console.log(conformanceTable(title, rows));
  const all = Object.values(tables).flat();
  console.log(conforms(all) ? 'Everything agrees.' : 'Something does NOT agree, see above.');
  return conforms(all);
}

/** The ledger that the simulator has in AWS, in a DynamoDB Local of this run. */
async function startLedger(started: AsyncDisposableStack): Promise<ChargeLedger> {
  const server = { dataDir: 'in-memory', port: await freePort(), logFile: '.local/interop/dynamodb.log' };
  const { endpoint, stop } = await startDynamoDbLocal(server);
  started.defer(() => stop(GRACE_MS).then(() => undefined));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const dynamo = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  started.defer(() => dynamo.destroy());
  const table = 'Ledger';
  await dynamo.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    }),
  );
  return dynamoChargeLedger({ dynamo, table });
}
