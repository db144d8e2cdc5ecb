import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import type { OrderStatus } from '../../functions/contracts/order-row.ts';
import type { OrderResource } from '../../functions/order-api/get-order.ts';
import { localIssuer } from '../../local/issuer.ts';
import { anOrderRequest } from '../doubles/order-builders.ts';
import { type Charge, readLedger } from './gateway-ledger.ts';
import { httpCall } from './http-call.ts';
import type { AppAddress } from './running-app.ts';
import { waitFor } from './wait-for.ts';

type Order = z.output<typeof OrderResource>;
type Headers = Readonly<Record<string, string>>;

/** A client of a running app, which also looks into the simulator's ledger. */
export function ordersClient({ ports, dataDir }: Pick<AppAddress, 'ports' | 'dataDir'>) {
  const call = httpCall(`http://127.0.0.1:${ports.API_PORT}`);
  const send = (body: string | Uint8Array<ArrayBuffer>, headers: Headers = {}) =>
    call<Order>('/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
      body,
    });
  const post = (order: object, headers: Headers = {}) => send(JSON.stringify(order), headers);
  const get = (orderId: string, headers: Headers = {}) => call<Order>(`/orders/${orderId}`, { headers });

  return {
    call,
    send,
    post,
    get,
    /** Places an order that must be accepted; answers its id. */
    async place(paymentMethod = 'pm_card_visa', headers: Headers = {}): Promise<string> {
      const { status, body } = await post(anOrderRequest({ paymentMethod }), headers);
      if (status !== 202) throw new Error(`POST /orders answered ${status}: ${JSON.stringify(body)}`);
      return body.orderId;
    },
    waitForStatus: (orderId: string, status: OrderStatus, within = 20_000): Promise<Order> =>
      waitFor(async () => inStatus(status, (await get(orderId)).body), { within, what: `${orderId} to be ${status}` }),
    /** The captures of an order. */
    async captures(orderId: string): Promise<Charge[]> {
      const charges = await readLedger(`http://127.0.0.1:${ports.GATEWAY_PORT}`);
      return charges.filter(({ status, metadata }) => status === 'succeeded' && metadata['orderId'] === orderId);
    },
    /** The header by which a request is another tenant's. */
    async bearer(tenant: string): Promise<Headers> {
      return { authorization: `Bearer ${await localIssuer(join(dataDir, 'issuer.key'), 'tenant').token(tenant)}` };
    },
  };
}

function inStatus(status: OrderStatus, order: Order): Order {
  if (order.status === status) return order;
  throw new Error(`it is ${order.status}`);
}
