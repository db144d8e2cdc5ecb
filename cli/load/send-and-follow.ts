import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import * as z from 'zod/mini';
import { STEPS_PATH } from '../../local/order-progress.ts';

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

export interface FollowedSteps {
  /** When each order was seen to be paid, of `performance.now()`. */
  readonly times: ReadonlyMap<string, number>;
  /** Resolves when all of them are decided, rejects when nothing has moved for a minute. */
  decided(orderIds: readonly (string | undefined)[]): Promise<void>;
  close(): void;
}

const PATIENCE_MS = 60_000;
const Step = z.object({ orderId: z.string(), step: z.string() });
const FINAL = ['paid', 'declined'];

/** Listens to the local system's order steps: asking for each order again and again would be a load of its own. */
export async function followSteps(api: string, onPaid: () => void): Promise<FollowedSteps> {
  const feed = await openStepFeed(api);
  const times = new Map<string, number>();
  let moved = Promise.withResolvers<undefined>();
  const ended = once(feed, 'close').then(() => Promise.reject(new Error(`The system at ${api} has ended.`)));
  // Reported where somebody waits for orders; also an error of the connection is followed by its close.
  ended.catch(() => {});
  feed.on('error', () => {});
  createInterface(feed).on('line', (line) => {
    const { orderId, step } = z.parse(Step, JSON.parse(line));
    if (!FINAL.includes(step)) return;
    times.set(orderId, performance.now());
    onPaid();
    moved.resolve(undefined);
    moved = Promise.withResolvers();
  });
  return {
    times,
    async decided(orderIds) {
      while (orderIds.some((id) => id !== undefined && !times.has(id)))
        await soon(Promise.race([moved.promise, ended]));
    },
    close: () => feed.destroy(),
  };
}

/** The local system's steps, a JSON object a line. @throws where no system answers */
export async function openStepFeed(api: string): Promise<IncomingMessage> {
  try {
    const request = get(api + STEPS_PATH);
    return await new Promise((resolve, reject) => request.once('response', resolve).once('error', reject));
  } catch (error) {
    throw new Error(`No system answers at ${api}. Start one with: npm start`, { cause: error });
  }
}

async function soon(moved: Promise<unknown>) {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('No order has moved for a minute; some are not decided.')), PATIENCE_MS);
  });
  await Promise.race([moved, late]).finally(() => clearTimeout(timer));
}
