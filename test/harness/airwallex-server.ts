import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type AirwallexAnswer, airwallexPayments, NOT_FOUND, refusal } from './airwallex-payments.ts';

interface ReceivedByAirwallex {
  readonly method: string;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** As it was sent. */
  readonly body: string;
}

type Answer = () => Promise<AirwallexAnswer>;

interface AirwallexServerOptions {
  readonly basePath?: string;
  readonly account?: string;
  /** How long a session lasts. */
  readonly seconds?: number;
  /** Stands between a request and its answer. */
  readonly around?: (request: ReceivedByAirwallex, answer: Answer) => Promise<AirwallexAnswer> | AirwallexAnswer;
}

/**
 * Speaks what Airwallex documents of its Payment Acceptance API, with state: a request id is carried out once. What happens to a
 * payment is chosen by the payment methods of docs/testing.md, "The simulated gateway".
 */
export async function serveAirwallex(options: AirwallexServerOptions = {}) {
  const { basePath = '', account = 'acct_1', seconds = 1_800, around = (_request, answer) => answer() } = options;
  const requests: ReceivedByAirwallex[] = [];
  const { key, answer, endSessions, payments } = anAccount(account, seconds);
  const server = createServer(async (request, response) => {
    const received = await receive(request, `${basePath}/api/v1`);
    requests.push(received);
    const { status, body } = await around(received, () => answer(received));
    if (status === 0) return;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${basePath}`,
    key,
    intents: payments.intents,
    refunds: payments.refunds,
    captures: payments.captures,
    /** The requests to paths with this end. */
    requestsTo: (end: string) => requests.filter(({ path }) => path.endsWith(end)),
    endSessions,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function receive(request: IncomingMessage, below: string): Promise<ReceivedByAirwallex> {
  const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://localhost');
  const path = pathname.startsWith(below) ? pathname.slice(below.length) : 'elsewhere';
  return { method: request.method ?? '', path, query, headers: request.headers, body: await text(request) };
}

/** An account with one key: its sessions, and its payments. */
function anAccount(id: string, seconds: number) {
  const key = `client-${randomUUID()}:planted`;
  const tokens = new Set<string>();
  const payments = airwallexPayments();

  const logIn = (headers: IncomingMessage['headers']): AirwallexAnswer => {
    if (`${headers['x-client-id']}:${headers['x-api-key']}` !== key) return refusal('credentials_invalid', 401);
    const token = `token-${randomUUID()}`;
    tokens.add(token);
    const expires_at = new Date(Date.now() + seconds * 1_000).toISOString().replace(/\.\d+Z$/, '+0000');
    return { status: 201, body: { token, expires_at } };
  };

  const answer = async ({ method, path, query, headers, body }: ReceivedByAirwallex): Promise<AirwallexAnswer> => {
    if (path === '/authentication/login') return logIn(headers);
    if (!tokens.has(String(headers.authorization).replace('Bearer ', ''))) return refusal('unauthorized', 401);
    if (path === '/account') return { status: 200, body: { id } };
    if (method === 'GET') return read(payments, path, query);
    return payments.post(path, JSON.parse(body)).catch(() => refusal('validation_error'));
  };

  return { key, answer, payments, endSessions: () => tokens.clear() };
}

function read(
  { intents, refunds }: ReturnType<typeof airwallexPayments>,
  path: string,
  query: URLSearchParams,
): AirwallexAnswer {
  if (path === '/pa/refunds') return page(refunds.filter(isCreatedIn(query)), 'payment_intent_id', query);
  const created = [...intents.values()].filter(isCreatedIn(query));
  if (path === '/pa/payment_intents') return page(created, 'merchant_order_id', query);
  const intent = intents.get(path.replace('/pa/payment_intents/', ''));
  return intent === undefined ? NOT_FOUND : { status: 200, body: intent };
}

/** Both ends are in the range. A refund that a person made may have no time here. */
function isCreatedIn(query: URLSearchParams) {
  const [from, to] = ['from', 'to'].map((end) => Date.parse(query.get(`${end}_created_at`) ?? ''));
  return ({ created_at = '' }: { readonly created_at?: string }) => {
    const at = Date.parse(created_at);
    return !(at < (from ?? Number.NaN)) && !(at > (to ?? Number.NaN));
  };
}

/** A page of the items that have the value which the query asks for, if it asks for one. */
function page<Name extends string>(
  all: readonly Readonly<Record<Name, unknown>>[],
  filter: Name,
  query: URLSearchParams,
): AirwallexAnswer {
  const items = all.filter((item) => !query.has(filter) || item[filter] === query.get(filter));
  const size = Number(query.get('page_size') ?? 10);
  const end = (Number(query.get('page_num')) + 1) * size;
  return { status: 200, body: { items: items.slice(end - size, end), has_more: items.length > end } };
}
