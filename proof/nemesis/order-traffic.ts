import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { OrderRequest } from '../../functions/order-api/order-request.ts';
import type { ApiCall } from '../history/history.ts';
import { amountOf, bodyHashOf, type PlannedOrder, TENANTS } from './planned-orders.ts';

interface OrderTrafficOptions {
  readonly plan: readonly PlannedOrder[];
  /** Orders a second. */
  readonly rate: number;
  readonly bearers: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly signal: AbortSignal;
  /** The orders that are decided so far. */
  readonly settled: Pick<ReadonlySet<string>, 'has'>;
}

export interface OrderTraffic {
  /** In the order of the answers. */
  readonly calls: readonly ApiCall[];
  /** Orders that were accepted so far. */
  accepted(): number;
  /** Resolves when every order was asked for, and everything that follows it. */
  readonly ended: Promise<void>;
}

interface Request {
  readonly action: ApiCall['action'];
  readonly tenant: string;
  readonly key: string | null;
  readonly path: string;
  readonly orderId: string | null;
  readonly order?: OrderRequest;
}

const ANSWER_WITHIN_MS = 15_000;
/** A client that got no answer, or was asked to try again, does so. */
const TRIES = 6;
const RETRY_AFTER_MS = 1_500;
/**
 * So many open orders at most: a machine that is too slow for the rate would only collect requests to the gateway that nobody waits
 * for any more.
 */
export const MOST_OPEN = 300;
const LOOK_AGAIN_MS = 200;
const Answer = z.object({ orderId: z.string() });

/** Places the orders at a steady rate, as long as not too many are open, and does what follows each. */
export function startOrderTraffic(apiPort: number, options: OrderTrafficOptions): OrderTraffic {
  const { plan, rate, bearers, signal, settled } = options;
  const base = `http://127.0.0.1:${apiPort}`;
  const [calls, accepted]: [ApiCall[], Set<string>] = [[], new Set()];
  /** Accepted, and not decided when it was last looked. */
  const open = new Set<string>();
  let asking = 0;

  const ask = async (request: Request): Promise<ApiCall> => {
    const { action, tenant, key, order } = request;
    const at = Date.now();
    const { status, orderId } = await answerTo(base, request, bearers.get(tenant) ?? {});
    const call = { at, action, tenant, key, status, orderId: orderId ?? request.orderId, ...wishOf(order) };
    calls.push(call);
    if (action === 'place' && status === 202 && call.orderId !== null) accepted.add(call.orderId);
    return call;
  };
  const askUntilAnswered = async (request: Request): Promise<ApiCall> => {
    let call = await ask(request);
    for (let tries = 1; tries < TRIES && wantsRetry(call); tries += 1) {
      await delay(RETRY_AFTER_MS, undefined, { signal });
      call = await ask(request);
    }
    return call;
  };
  const live = async ({ tenant, key, request, followUps }: PlannedOrder) => {
    const place = { action: 'place', path: '/orders', orderId: null, tenant, key, order: request } as const;
    asking += 1;
    const { orderId, status } = await askUntilAnswered(place).finally(() => {
      asking -= 1;
    });
    if (status === 202 && orderId !== null) open.add(orderId);
    await Promise.all(
      followUps.map(async ({ what, afterMs }) => {
        await delay(afterMs, undefined, { signal });
        const next = followUp(what, { place, orderId });
        if (next !== undefined) await askUntilAnswered(next);
      }),
    );
  };
  // Of an order whose answer was lost nobody knows whether it is open: while it is asked for it counts, and then no more.
  const mayBegin = () => {
    for (const orderId of open) if (settled.has(orderId)) open.delete(orderId);
    return asking + open.size < MOST_OPEN;
  };
  return {
    calls,
    accepted: () => accepted.size,
    ended: inTurn(plan, live, { rate, signal, mayBegin }),
  };
}

interface Turns extends Pick<OrderTrafficOptions, 'rate' | 'signal'> {
  readonly mayBegin: () => boolean;
}

/** Begins each at its time, or as soon as it may. One waits at a time: a signal with thousands of listeners is slow. */
async function inTurn<Item>(
  items: readonly Item[],
  live: (item: Item) => Promise<void>,
  { rate, signal, mayBegin }: Turns,
): Promise<void> {
  const [begun, broken] = [performance.now(), new AbortController()];
  const either = { signal: AbortSignal.any([signal, broken.signal]) };
  const lives: Promise<void>[] = [];
  for (const [number, item] of items.entries()) {
    await delay(Math.max(0, begun + (number * 1_000) / rate - performance.now()), undefined, either);
    while (!mayBegin()) await delay(LOOK_AGAIN_MS, undefined, either);
    lives.push(live(item).catch((error: unknown) => broken.abort(error)));
  }
  await Promise.all(lives);
  broken.signal.throwIfAborted();
}

const wishOf = (order: OrderRequest | undefined) =>
  order === undefined
    ? { bodyHash: null, amount: null, currency: null }
    : { bodyHash: bodyHashOf(order), amount: amountOf(order), currency: order.currency };

const wantsRetry = ({ status }: ApiCall) => status === null || status === 429 || status >= 500;

interface Placed {
  readonly place: Request & { readonly order: OrderRequest };
  readonly orderId: string | null;
}

function followUp(what: PlannedOrder['followUps'][number]['what'], { place, orderId }: Placed): Request | undefined {
  const { tenant, order } = place;
  if (what === 'repeat') return place;
  if (what === 'other-body') return { ...place, order: { ...order, customerId: `${order.customerId}-other` } };
  if (orderId === null) return undefined;
  const other = TENANTS.find((name) => name !== tenant) ?? tenant;
  const cancel = { action: 'cancel', path: `/orders/${orderId}/cancel`, orderId, key: `${place.key}-cancel` } as const;
  switch (what) {
    case 'cancel':
      return { ...cancel, tenant };
    case 'foreign-cancel':
      return { ...cancel, tenant: other };
    case 'foreign-read':
      return { action: 'read', path: `/orders/${orderId}`, orderId, key: null, tenant: other };
  }
}

/** Status null: no answer came. */
async function answerTo(base: string, request: Request, bearer: Readonly<Record<string, string>>) {
  const { action, path, key, order } = request;
  try {
    const response = await fetch(base + path, {
      method: action === 'read' ? 'GET' : 'POST',
      headers: {
        ...{ connection: 'close', 'content-type': 'application/json', ...bearer },
        ...(key !== null && { 'idempotency-key': key }),
      },
      ...(order !== undefined && { body: JSON.stringify(order) }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const answer = z.safeParse(Answer, await response.json());
    return { status: response.status, orderId: answer.data?.orderId };
  } catch {
    return { status: null, orderId: undefined };
  }
}
