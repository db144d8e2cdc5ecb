import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import type { OrderStatus } from '../../functions/contracts/order-row.ts';
import type { OrderResource } from '../../functions/order-api/get-order.ts';
import { localIssuer } from '../../local/issuer.ts';
import { anOrderRequest } from '../doubles/order-builders.ts';
import type { AppAddress } from './running-app.ts';
import { waitFor } from './wait-for.ts';

type Order = z.output<typeof OrderResource>;
type RequestHeaders = Readonly<Record<string, string>>;

interface Stage {
  /** Calls its API. */
  readonly call: <Body>(path: string, request?: ApiRequest) => Promise<JsonResponse<Body>>;
  /** Where its gateway is, the simulator. */
  readonly gateway: string;
}

interface ApiRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: RequestHeaders;
  readonly body?: string;
}

/** A client of a stage that runs, which also looks into the simulator's ledger. */
export function stageClient({ call, gateway }: Stage) {
  const post = (order: object, headers: RequestHeaders = {}) =>
    call<Order>('/orders', { method: 'POST', headers: orderHeaders(headers), body: JSON.stringify(order) });
  const get = (orderId: string, headers: RequestHeaders = {}) => call<Order>(`/orders/${orderId}`, { headers });

  return {
    post,
    get,
    /** Places an order that must be accepted; answers its id. */
    async place(paymentMethod = 'pm_card_visa', headers: RequestHeaders = {}): Promise<string> {
      const { status, body } = await post(anOrderRequest({ paymentMethod }), headers);
      if (status !== 202) throw new Error(`POST /orders answered ${status}: ${JSON.stringify(body)}`);
      return body.orderId;
    },
    cancel: (orderId: string, headers: RequestHeaders = {}) =>
      call<Order>(`/orders/${orderId}/cancel`, {
        method: 'POST',
        headers: { 'idempotency-key': randomUUID(), ...headers },
      }),
    waitForStatus: (orderId: string, status: OrderStatus, within = 20_000): Promise<Order> =>
      waitFor(async () => inStatus(status, (await get(orderId)).body), { within, what: `${orderId} to be ${status}` }),
    /** The captures of an order. */
    async captures(orderId: string): Promise<Charge[]> {
      const charges = await readLedger(gateway);
      return charges.filter(({ status, metadata }) => status === 'succeeded' && metadata['orderId'] === orderId);
    },
    /** The refunds of a charge. */
    async refunds(charge: Pick<Charge, 'id'>): Promise<readonly Refund[]> {
      const headers = { authorization };
      return (await httpCall(gateway)<{ data: Refund[] }>(`/v1/refunds?payment_intent=${charge.id}`, { headers })).body
        .data;
    },
  };
}

interface Refund {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
}

/** The same for a running app. */
export function ordersClient({ ports, dataDir }: Pick<AppAddress, 'ports' | 'dataDir'>) {
  const call = httpCall(`http://127.0.0.1:${ports.API_PORT}`);
  const client = stageClient({ call, gateway: `http://127.0.0.1:${ports.GATEWAY_PORT}` });
  return {
    ...client,
    call,
    /** Posts what may be no order, nor JSON. */
    send: (body: string | Uint8Array<ArrayBuffer>, headers: RequestHeaders = {}) =>
      call<Order>('/orders', { method: 'POST', headers: orderHeaders(headers), body }),
    /** The header by which a request is another tenant's. */
    async bearer(tenant: string): Promise<RequestHeaders> {
      return { authorization: `Bearer ${await localIssuer(join(dataDir, 'issuer.key'), 'tenant').token(tenant)}` };
    },
  };
}

const orderHeaders = (headers: RequestHeaders) => ({
  'content-type': 'application/json',
  'idempotency-key': randomUUID(),
  ...headers,
});

function inStatus(status: OrderStatus, order: Order): Order {
  if (order.status === status) return order;
  throw new Error(`it is ${order.status}`);
}

/** What an HTTP call answered; a body that is not JSON is an error of the test. */
export interface JsonResponse<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where there is none. */
  readonly body: Body;
}

type PlainRequest = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

/** Calls one server, each time on a connection of its own: the server may have been started again in the meantime. */
export const httpCall =
  (base: string) =>
  async <Body = unknown>(path: string, init: PlainRequest = {}): Promise<JsonResponse<Body>> => {
    const headers = { connection: 'close', ...init.headers };
    return jsonResponse<Body>(await fetch(`${base}${path}`, { ...init, headers }));
  };

export async function jsonResponse<Body>(response: Response): Promise<JsonResponse<Body>> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

export interface Charge {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
}

interface LedgerPage {
  readonly has_more: boolean;
  readonly data: readonly Charge[];
}

const authorization = 'Bearer sk_test_simulator';

/** Every charge that the running simulator knows, newest first. */
export async function readLedger(gateway: string, startingAfter = ''): Promise<readonly Charge[]> {
  const { body } = await httpCall(gateway)<LedgerPage>(
    `/v1/payment_intents?limit=100${startingAfter && `&starting_after=${startingAfter}`}`,
    { headers: { authorization } },
  );
  const last = body.data.at(-1);
  return body.has_more && last ? [...body.data, ...(await readLedger(gateway, last.id))] : body.data;
}
