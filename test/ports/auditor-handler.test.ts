import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OperatorRequest } from '../../functions/contracts/operator-request.ts';
import { logsOf } from '../harness/captured-logs.ts';
import { auditedStores, closeStores } from './audited-stores.ts';
import { type Handler, wireHandler, withLeft } from './deployed-handler.ts';
import { answerAsOperator } from './kafka-operator-answers.ts';
import { begun, book, PLANTED, rowOf } from './planted-discrepancies.ts';

/** Answers invocations of kafka-operator, as Lambda does. */
async function serveOperator() {
  const server = createServer(async (request, response) => {
    const answer = await answerAsOperator(OperatorRequest.parse(JSON.parse(await text(request))));
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

let stores: Awaited<ReturnType<typeof auditedStores>>;
let operator: Awaited<ReturnType<typeof serveOperator>>;
let handler: Handler;

const planted = new Map(PLANTED);
const twice = planted.get('captured-twice') ?? book('CAPTURED');

beforeEach(async () => {
  stores = await auditedStores([book('CAPTURED'), book('REFUNDED'), twice]);
  operator = await serveOperator();
  handler = await wireHandler('auditor', {
    AWS_ENDPOINT_URL_LAMBDA: operator.url,
    ...{ ORDERS_TABLE: stores.orders, PAYMENT_DEDUP_TABLE: stores.payments, TOPIC_PREFIX: stores.prefix },
    ...{ KAFKA_OPERATOR_FUNCTION: 'the-operator', RECONCILE_AFTER_SECONDS: '600' },
    ...{ GATEWAY_URL: stores.gateway.url, GATEWAY_KEY_IN: 'environment', GATEWAY_KEY: stores.gateway.key },
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
  operator.close();
  closeStores();
});

const HOUR = 3_600_000;
const position = async () => {
  const { Item } = await stores.dynamo.getItem({ TableName: stores.payments, Key: marshall({ eventId: '#audit' }) });
  return Item && unmarshall(Item);
};
const auditedUpTo = (until: number) =>
  stores.put(stores.payments, [{ eventId: '#audit', until: new Date(until).toISOString(), left: [] }]);

describe('auditor as it is wired', () => {
  it('reports the one order that does not fit together, and saves how far it is', async () => {
    await auditedUpTo(begun - 23 * HOUR);

    const lines = await logsOf(() => handler({ source: 'aws.events' }, withLeft(900_000)));

    const { orderId } = rowOf(twice);
    expect(lines.filter(({ message }) => message === 'does not fit together')).toMatchObject([
      { kind: 'captured-twice', orderId, command: `npm run ops -- order ${orderId}` },
    ]);
    expect(lines).toContainEqual(expect.objectContaining({ AuditDiscrepancies: 1, AuditRunsCutShort: 0 }));
    expect(await position()).toMatchObject({ left: [orderId], discrepancies: 1, isUnderWay: false });
  });

  it('audits what is not due for who asks for it alone', async () => {
    await auditedUpTo(begun - HOUR);

    expect(await handler({}, withLeft(900_000))).toEqual({ audits: 0, orders: 0, complete: true });
    expect(await handler({ early: true }, withLeft(900_000))).toMatchObject({ audits: 1, complete: true });
  });

  it('begins no audit in the time that is kept for its end', async () => {
    await auditedUpTo(begun - 23 * HOUR);

    const lines = await logsOf(() => handler({}, withLeft(60_000)));

    expect(lines).toMatchObject([{ AuditRunsCutShort: 1, OrdersAudited: 0 }]);
    expect(await position()).toEqual({
      ...{ eventId: '#audit', until: new Date(begun - 23 * HOUR).toISOString(), left: [] },
    });
  });
});
