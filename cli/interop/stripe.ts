import { CreateTableCommand, DynamoDB } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { ChargeLedger } from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { dynamoChargeLedger } from '../../functions/payment-gateway-simulator/dynamo-charge-ledger.ts';
import { startDynamoDbLocal } from '../../local/dynamodb-local.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import { STRIPE_MOCK_KEY, sendAdapterRequests } from './adapter-requests.ts';
import { type Conformance, conformanceTable, conforms } from './conformance.ts';
import { type OpenApi, openApiComparison } from './open-api.ts';
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
  const dynamo = new DynamoDB({ endpoint, region: 'us-east-1', credentials });
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

const CREATION = { amount: '1250', currency: 'eur' };
const WRONG_CREATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an unknown parameter': { ...CREATION, colour: 'red' },
  'a missing parameter': { amount: '1250' },
  'an amount of another type': { ...CREATION, amount: 'much' },
};

type Properties = Readonly<Record<string, unknown>>;

const WRONG_ANSWERS: Readonly<Record<string, (intent: Properties) => Properties>> = {
  'a missing property': ({ status: _, ...intent }) => intent,
  'an unknown property': (intent) => ({ ...intent, colour: 'red' }),
  'an unknown status': (intent) => ({ ...intent, status: 'paid' }),
  'an amount of another type': (intent) => ({ ...intent, amount: '1250' }),
  'a null that is not allowed': (intent) => ({ ...intent, created: null }),
};

/** Whether stripe-mock and the document see what is wrong: without this, their silence would prove nothing. */
async function plantFaults(api: OpenApi, stripeMockUrl: string): Promise<readonly Conformance[]> {
  const intents = `${stripeMockUrl}/v1/payment_intents`;
  const headers = { authorization: `Bearer ${STRIPE_MOCK_KEY}` };
  const requests = Object.entries(WRONG_CREATIONS).map(async ([fault, form]) => {
    const { status } = await fetch(intents, { method: 'POST', headers, body: new URLSearchParams(form) });
    return found(`request with ${fault}`, status === 400);
  });
  const response = await fetch(`${intents}/pi_1`, { headers });
  const intent = z.parse(z.record(z.string(), z.unknown()), await response.json());
  const answers = Object.entries(WRONG_ANSWERS).map(([fault, spoil]) =>
    found(`answer with ${fault}`, api.problemsOfValue('payment_intent', spoil(intent)).length > 0),
  );
  const problems = api.problemsOfValue('payment_intent', intent);
  return [...(await Promise.all(requests)), { subject: "stripe-mock's own answer", count: 1, problems }, ...answers];
}

const found = (subject: string, isFound: boolean): Conformance => ({
  subject,
  count: 1,
  problems: isFound ? [] : ['nothing wrong was seen'],
});
