import * as z from 'zod/mini';
import type { Receipt } from '../../functions/contracts/cloud-event.ts';
import type { EncodedRecord } from '../../functions/contracts/quarantined-record.ts';
import { OrderResource } from '../../functions/order-api/get-order.ts';
import type { OrderRequest } from '../../functions/order-api/order-request.ts';
import { parseJson, type Send } from '../aws/send.ts';
import type { GatewayView } from '../ops/order-view.ts';

export type Order = z.infer<typeof OrderResource>;

/** An answer to `POST /orders`. */
export interface PostResponse {
  readonly status: number;
  readonly replayed: boolean;
  /** Undefined where the order was not accepted. */
  readonly order: Order | undefined;
  /** What was answered, where it is no order. */
  readonly refusal: string;
  readonly ms: number;
}

/** What a smoke run has seen. Times are milliseconds from the moment the order was sent. */
export interface Sighting {
  readonly request: OrderRequest;
  readonly placed: PostResponse;
  /** The order as it was when it was waited for no longer. */
  readonly order: Order | undefined;
  readonly publishedMs: number | undefined;
  readonly decidedMs: number | undefined;
  /** Null where the topic holds nothing at the receipt's place; undefined where there is no receipt. */
  readonly record: EncodedRecord | null | undefined;
  readonly repeated: PostResponse | undefined;
  readonly gateway: GatewayView | undefined;
}

export interface SmokeDeps {
  readonly send: Send;
  readonly readRecord: (receipt: Receipt) => Promise<EncodedRecord | null>;
  readonly viewGateway: (order: Order) => Promise<GatewayView>;
  readonly now: () => number;
  readonly pause: () => Promise<void>;
  readonly print: (line: string) => void;
}

interface SmokeOrder {
  readonly request: OrderRequest;
  readonly key: string;
  readonly withinMs: number;
}

/** Sends one order through the whole system and records what it sees; draws no conclusion. */
export function smokeOrder(deps: SmokeDeps) {
  return async ({ request, key, withinMs }: SmokeOrder): Promise<Sighting> => {
    const sent = deps.now();
    const placed = await postOrder(deps, request, key);
    const nothing = { publishedMs: undefined, decidedMs: undefined, record: undefined, repeated: undefined };
    if (placed.order === undefined) return { request, placed, order: undefined, gateway: undefined, ...nothing };

    deps.print(`accepted   ${placed.order.orderId} after ${placed.ms} ms`);
    const { order, ...times } = await followOrder(deps, placed.order, { sent, deadline: sent + withinMs });
    const repeated = await postOrder(deps, request, key);
    const { receipt } = order.event;
    const record = receipt === null ? undefined : await deps.readRecord(receipt);
    return { request, placed, order, ...times, record, repeated, gateway: await deps.viewGateway(order) };
  };
}

export async function postOrder(
  { send, now }: Pick<SmokeDeps, 'send' | 'now'>,
  request: OrderRequest,
  key: string,
): Promise<PostResponse> {
  const sent = now();
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const response = await send('/orders', { method: 'POST', headers, body: JSON.stringify(request) });
  const text = await response.text();
  const order = response.status === 202 ? z.parse(OrderResource, JSON.parse(text)) : undefined;
  return {
    status: response.status,
    replayed: response.headers.get('idempotent-replayed') === 'true',
    order,
    refusal: order === undefined ? reasonIn(text) : '',
    ms: Math.round(now() - sent),
  };
}

/** Our answers have a title, those of API Gateway itself a message. */
function reasonIn(text: string): string {
  const { data } = z.safeParse(Reason, parseJson(text));
  const { title, message, errors = [] } = data ?? {};
  const fields = errors.map(({ pointer, detail }) => `${pointer || 'the order'} ${detail}`);
  return [title ?? message ?? text.slice(0, 200), ...fields].join(' ');
}

const Reason = z.object({
  title: z.optional(z.string()),
  message: z.optional(z.string()),
  errors: z.optional(z.array(z.object({ pointer: z.string(), detail: z.string() }))),
});

interface Deadline {
  readonly sent: number;
  readonly deadline: number;
}

type FollowDeps = Pick<SmokeDeps, 'send' | 'now' | 'pause' | 'print'>;

/** Asks for the order until it is decided, or the time is over. */
export async function followOrder(deps: FollowDeps, placed: Order, { sent, deadline }: Deadline) {
  const { now, pause, print } = deps;
  let order = placed;
  let publishedMs: number | undefined;
  for (;;) {
    const elapsed = Math.round(now() - sent);
    if (order.event.receipt !== null && publishedMs === undefined) {
      publishedMs = elapsed;
      print(`published  after ${elapsed} ms`);
    }
    if (order.status !== 'PLACED') {
      print(`${order.status.padEnd(9)}  after ${elapsed} ms`);
      return { order, publishedMs, decidedMs: elapsed };
    }
    if (now() > deadline) return { order, publishedMs, decidedMs: undefined };
    await pause();
    order = (await get(deps, placed.orderId)) ?? order;
  }
}

/** Undefined where the API is busy for the moment. */
async function get({ send }: Pick<SmokeDeps, 'send'>, orderId: string): Promise<Order | undefined> {
  const response = await send(`/orders/${orderId}`);
  if (response.status === 429 || response.status >= 500) return undefined;
  if (response.status !== 200) throw new Error(`GET /orders/${orderId} answered ${response.status}`);
  return z.parse(OrderResource, await response.json());
}
