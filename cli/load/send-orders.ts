import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import * as z from 'zod/mini';

interface SendOrdersOptions {
  readonly api: string;
  readonly orders: number;
  /** A second; undefined: as fast as they are accepted. */
  readonly rate: number | undefined;
  readonly onAccepted: () => void;
}

/** An order that was sent; times are of `performance.now()`, in milliseconds. */
export interface SentOrder {
  readonly status: number;
  /** Undefined where it was refused. */
  readonly orderId: string | undefined;
  readonly sentAt: number;
  readonly answeredAt: number;
}

const CONNECTIONS = 50;
const Answer = z.object({ orderId: z.string() });

/** Sends the orders, at a rate without waiting for answers, or on 50 connections each as soon as it is free. */
export function sendOrders({ api, orders, rate, onAccepted }: SendOrdersOptions): Promise<SentOrder[]> {
  const run = randomUUID();
  const limit = pLimit(CONNECTIONS);
  const begun = performance.now();
  const send = async (number: number) => {
    const order = await sendOrder(api, `load-${run}-${number}`);
    if (order.orderId !== undefined) onAccepted();
    return order;
  };
  const inTime = async (number: number, perSecond: number) => {
    await delay(Math.max(0, begun + (number * 1_000) / perSecond - performance.now()));
    return send(number);
  };
  const numbers = Array.from({ length: orders }, (_, number) => number);
  return Promise.all(numbers.map((number) => (rate ? inTime(number, rate) : limit(send, number))));
}

async function sendOrder(api: string, key: string): Promise<SentOrder> {
  const sentAt = performance.now();
  const response = await fetch(`${api}/orders`, {
    method: 'POST',
    signal: AbortSignal.timeout(30_000),
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({
      customerId: 'load',
      currency: 'EUR',
      paymentMethod: 'pm_card_visa',
      lines: [{ sku: 'book', quantity: 2, unitAmount: 1_250 }],
    }),
  });
  const { data } = z.safeParse(Answer, await response.json());
  return { status: response.status, orderId: data?.orderId, sentAt, answeredAt: performance.now() };
}
