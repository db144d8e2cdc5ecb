import type { HttpHandler, HttpServer } from '../../lambda-local/http/http-api.ts';
import { serveHttp } from '../../lambda-local/http/http-api.ts';
import type { LambdaResponse } from '../../lambda-local/http/payload.ts';
import { both, type EndFault, type Fault, type Strike } from './fault-switches.ts';

type Whose = 'everybody' | 'publisher';

interface TableFaultsDeps {
  /** Of DynamoDB Local. */
  readonly endpoint: string;
  /** Lets these functions reach their tables at another endpoint, until the answer is called. */
  readonly redirect: (functions: Whose, endpoint: string) => EndFault;
  readonly killPublisher: () => void;
  /** From 0 to 1. */
  readonly random: () => number;
}

interface DynamoRequest {
  readonly operation: string;
  readonly body: string;
}

/** Undefined where the request goes on to the table. */
type Interfere = (request: DynamoRequest) => LambdaResponse | undefined;

/** What happens between a function and its tables: it reaches them through a server of this process while it does. */
export function tableFaults({ endpoint, redirect, killPublisher, random }: TableFaultsDeps) {
  const active = new Set<Interfere>();
  let server: Promise<HttpServer> | undefined;
  const through = async (functions: Whose, interfere: Interfere): Promise<EndFault> => {
    server ??= serveHttp(0, forwarding(endpoint, active));
    const { port } = await server;
    active.add(interfere);
    const restore = redirect(functions, `http://127.0.0.1:${port}`);
    return () => {
      active.delete(interfere);
      restore();
    };
  };
  const faults: readonly Fault[] = [
    {
      ...THROTTLE,
      begin: (value, strike) =>
        through(
          'everybody',
          throttled(() => random() * 100 < value, strike),
        ),
    },
    {
      ...KILL_PUBLISHER,
      begin: (value, strike) => through('publisher', atReceipts(value, both(strike, killPublisher))),
    },
  ];
  return { faults, stop: async () => (await server)?.stop() };
}

const WRITES = /^(PutItem|UpdateItem|DeleteItem|BatchWriteItem|TransactWriteItems|BatchExecuteStatement)$/;

const throttled =
  (isStruck: () => boolean, strike: Strike): Interfere =>
  ({ operation }) => {
    if (!WRITES.test(operation) || !isStruck()) return undefined;
    strike();
    return THROTTLED;
  };

const THROTTLED: LambdaResponse = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(
    JSON.stringify({
      __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
      message: 'The level of configured provisioned throughput for the table was exceeded (a fault on purpose).',
    }),
  ),
};

/** Of so many receipts each ends the publisher before it is written: the broker has the event by then. */
function atReceipts(count: number, kill: () => void): Interfere {
  let left = count;
  return ({ operation, body }) => {
    const isReceipt = WRITES.test(operation) && body.includes('receipt') && body.includes('offset');
    if (!isReceipt || left-- <= 0) return undefined;
    kill();
    return THROTTLED;
  };
}

const forwarding =
  (endpoint: string, active: ReadonlySet<Interfere>): HttpHandler =>
  async ({ headers }, body) => {
    const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
    const request = { operation, body: body.toString() };
    for (const interfere of active) {
      const answer = interfere(request);
      if (answer !== undefined) return answer;
    }
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: signedHeaders(headers),
      body: new Uint8Array(body),
    });
    return {
      status: response.status,
      headers: { 'content-type': response.headers.get('content-type') ?? 'application/x-amz-json-1.0' },
      body: Buffer.from(await response.arrayBuffer()),
    };
  };

/** What DynamoDB Local reads of a request. */
const signedHeaders = (headers: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => /^(authorization|content-type|x-amz-.*)$/.test(name))
      .map(([name, value]) => [name, String(value)]),
  );

const THROTTLE = {
  id: 'throttle-table',
  title: 'Tables throttled',
  does: 'Refuses a share of the writes to DynamoDB as throttled, for all functions but the gateway.',
  watch: 'Writes are repeated; an order that cannot be saved is refused with 503, and nothing is half done.',
  seconds: 30,
  value: { name: 'Share', unit: '%', default: 50, highest: 100 },
};

const KILL_PUBLISHER = {
  id: 'kill-publisher',
  title: 'Publisher killed before the receipt',
  does: 'Kills the order publisher when the broker has acknowledged an event and its receipt is not written yet.',
  watch: 'The event is sent again: the topic holds a copy, and the order is charged once.',
  seconds: 30,
  value: { name: 'Kills', unit: 'times', default: 3, highest: 20 },
};
