import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { seeded } from '../bench/kafka-losses/seeded.ts';
import type { ApiCall } from '../proof/history/history.ts';

export interface ComparedOrder {
  readonly orderId: string;
  readonly tenant: string;
  readonly amount: number;
  readonly currency: string;
  /** After this step of its first request the service dies. */
  readonly dieAfter: string | undefined;
  /** The gateway's answer to its first charge is lost. */
  readonly loseCharge: boolean;
  /** The service that charges is killed when its first charge has captured. */
  readonly killCharging: boolean;
  /** Its client tries again until it is answered; others give up at the first request without an answer. */
  readonly isPatient: boolean;
}

/** The same orders for the same seed; one in so many meets each fault, and the first of each kind comes early. */
export function planComparedOrders(seed: number, count: number, steps: readonly string[]): ComparedOrder[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => ({
    orderId: `ord-${seed}-${index}`,
    tenant: `tenant-${random(1, 3)}`,
    amount: random(100, 99_999),
    currency: 'EUR',
    dieAfter: index % 67 === 40 ? steps[Math.floor(index / 67) % steps.length] : undefined,
    loseCharge: index % 50 === 20,
    killCharging: index % 100 === 30,
    isPatient: random(0, 1) === 1,
  }));
}

interface Traffic {
  readonly url: string;
  readonly orders: readonly ComparedOrder[];
  readonly signal: AbortSignal;
  /** Whatever is to happen before an order is sent. */
  readonly before: (index: number) => Promise<void>;
}

const AT_ONCE = 8;
const ANSWER_MS = 10_000;
const PAUSE_MS = 500;
/** A service that was killed is back within a minute, also beside other work. */
const MOST_TRIES = 120;

/** Places the orders, eight at a time. @returns every request with its answer */
export async function placeComparedOrders({ url, orders, signal, before }: Traffic): Promise<ApiCall[]> {
  const calls: ApiCall[] = [];
  const atOnce = pLimit(AT_ONCE);
  const place = async (order: ComparedOrder, index: number) => {
    signal.throwIfAborted();
    await before(index);
    for (let request = 0; request < MOST_TRIES; request += 1) {
      const call = await placeOnce(url, order, request === 0);
      calls.push(call);
      if (call.status === 200 || !order.isPatient) return;
      await delay(PAUSE_MS, undefined, { signal });
    }
  };
  await Promise.all(orders.map((order, index) => atOnce(place, order, index)));
  return calls;
}

/**
 * An answer that does not name the order is none: where the database closes the connection as a transaction begins, Spring takes
 * the EOFException for one of its client's, which it answers with an empty 200 (spring-framework issue 34481).
 */
async function placeOnce(url: string, order: ComparedOrder, isFirst: boolean): Promise<ApiCall> {
  const { orderId, tenant, amount, currency, dieAfter } = order;
  const at = Date.now();
  const body = JSON.stringify({ orderId, tenant, amount, currency });
  const status = await fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(isFirst && dieAfter && { 'die-after': dieAfter }) },
    body,
    signal: AbortSignal.timeout(ANSWER_MS),
  }).then(
    async (response) => (response.ok && (await response.text()) !== orderId ? null : response.status),
    () => null,
  );
  return { at, action: 'place', tenant, key: orderId, bodyHash: body, amount, currency, status, orderId };
}
