import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Argument } from 'commander';
import type { ChargeLedger } from '../functions/payment-gateway-simulator/charge-ledger.ts';
import { dynamoChargeLedger } from '../functions/payment-gateway-simulator/dynamo-charge-ledger.ts';
import { startDynamoDbLocal } from '../local/dynamodb-local.ts';
import { freePort } from '../local/free-port.ts';
import { projectCommand } from '../local/project-command.ts';
import { sendAdapterRequests } from './interop/adapter-requests.ts';
import { conformanceTable, conforms } from './interop/conformance.ts';
import { openApiComparison } from './interop/open-api.ts';
import { plantFaults } from './interop/planted-faults.ts';
import { compareSimulator } from './interop/simulator-answers.ts';
import { STRIPE_MOCK, startStripeMock } from './interop/stripe-mock.ts';

projectCommand('npm run interop --')
  .description('Compares what is sent and imitated here with software of others.')
  .addArgument(
    new Argument('<software>', "stripe: Stripe's own server for tests and its OpenAPI document").choices(['stripe']),
  )
  .addHelpText(
    'after',
    '\nstripe: sends every kind of request of the payment adapter to stripe-mock, which refuses what Stripe would refuse,' +
      '\nand compares all that the payment gateway simulator answers with the OpenAPI document of Stripe.' +
      `\nstripe-mock ${STRIPE_MOCK.version} is fetched and built with Go 1.22 or newer at first use, into .local/interop.` +
      '\nExit code 1 where anything does not agree or could not be compared.',
  )
  .parse();

const GRACE_MS = 2_000;
const report = (line: string) => console.error(line);

try {
  process.exitCode = (await compareWithStripe()) ? 0 : 1;
} catch (error) {
  report(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function compareWithStripe(): Promise<boolean> {
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
