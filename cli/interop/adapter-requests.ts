import * as z from 'zod/mini';
import { GATEWAY_CURRENCIES } from '../../functions/contracts/money.ts';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import { stripePaymentGateway } from '../../functions/payments/stripe-payment-gateway.ts';
import { fixedKey } from '../../functions/payments/table-guard.ts';
import { serveHttp } from '../../lambda-local/http/http-api.ts';
import { jsonResponse } from '../../lambda-local/http/payload.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import type { HeldIntents } from '../../operations/held-intents.ts';
import { stripeHeldIntents } from '../../operations/stripe-held-intents.ts';
import type { Conformance } from './conformance.ts';

/** stripe-mock takes any key of this form. */
export const STRIPE_MOCK_KEY = 'sk_test_planted';
const TIMEOUTS = { timeoutMs: 10_000, connectTimeoutMs: 5_000, listTimeoutMs: 10_000 };
const PAYMENT = {
  eventId: 'ord_1.order-placed.1',
  orderId: 'ord_1',
  tenant: 'acme',
  // In every notation of amounts it can be written and is within the limits.
  amount: 100_000,
  currency: 'EUR',
  paymentMethod: 'pm_card_visa',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
const INTENT = 'pi_1';
const SINCE = new Date('2026-01-01T00:00:00Z');

interface AdapterRequest<Port> {
  readonly subject: string;
  readonly send: (port: Port) => Promise<unknown>;
  /** How many requests it makes. */
  readonly count?: number;
}

/** What each method sends, so that none is forgotten. */
type AdapterRequests<Port> = Readonly<Record<keyof Port, readonly AdapterRequest<Port>[]>>;

const GATEWAY: AdapterRequests<PaymentGateway> = {
  create: [
    ...oneOfEachNotation().map((currency) => ({
      subject: `create, ${currency}`,
      send: (gateway: PaymentGateway) => gateway.create({ ...PAYMENT, currency }),
    })),
    {
      subject: 'create, with a customer',
      send: (gateway) => gateway.create({ ...PAYMENT, gatewayCustomer: 'cus_1' }),
    },
  ],
  confirm: [{ subject: 'confirm', send: ({ confirm }) => confirm(INTENT, PAYMENT) }],
  retrieve: [{ subject: 'retrieve', send: ({ retrieve }) => retrieve(INTENT, PAYMENT) }],
  cancel: [{ subject: 'cancel', send: ({ cancel }) => cancel(INTENT, PAYMENT) }],
  refund: [{ subject: 'refund', send: ({ refund }) => refund(INTENT, PAYMENT) }],
  list: [{ subject: 'list, two pages', send: ({ list }) => list(PAYMENT, SINCE), count: 2 }],
};

const OPERATOR: AdapterRequests<HeldIntents> = {
  find: [{ subject: 'operator: find', send: ({ find }) => find(INTENT, PAYMENT) }],
  cancel: [{ subject: 'operator: cancel', send: ({ cancel }) => cancel(INTENT, PAYMENT) }],
  list: [{ subject: 'operator: list, two pages', send: ({ list }) => list(PAYMENT, SINCE), count: 2 }],
};

/** Sends every kind of request of the adapters to a server that refuses what Stripe would refuse. */
export async function sendAdapterRequests(upstream: string): Promise<readonly Conformance[]> {
  const proxy = await startRecordingProxy(upstream);
  const options = { url: proxy.url, key: fixedKey(STRIPE_MOCK_KEY), ...TIMEOUTS };
  const ofAnAccount = stripePaymentGateway({ ...options, assertAccount: async () => undefined });
  const requests: readonly AdapterRequest<void>[] = [
    ...through(stripePaymentGateway(options), GATEWAY),
    { subject: 'account, then retrieve', send: () => ofAnAccount.retrieve(INTENT, PAYMENT), count: 2 },
    ...through(stripeHeldIntents(options), OPERATOR),
  ];
  const compared: Conformance[] = [];
  try {
    for (const { subject, send, count = 1 } of requests) {
      await send();
      compared.push(acceptance(subject, proxy.take(), count));
    }
    return compared;
  } finally {
    await proxy.stop();
  }
}

const through = <Port>(port: Port, requests: AdapterRequests<Port>): readonly AdapterRequest<void>[] =>
  Object.values<readonly AdapterRequest<Port>[]>(requests)
    .flat()
    .map((request) => ({ ...request, send: () => request.send(port) }));

/** Currencies that stand for all: one for each way to write an amount. */
function oneOfEachNotation(): readonly string[] {
  const notations = Map.groupBy(GATEWAY_CURRENCIES, ([, { isoDecimals, decimals, multipleOf }]) =>
    [isoDecimals, decimals, multipleOf].join(),
  );
  return [...notations.values()].flatMap(([first]) => (first ? [first[0]] : []));
}

function acceptance(subject: string, exchanges: readonly Exchange[], count: number): Conformance {
  const refused = exchanges.filter(({ status }) => status !== 200).map(refusalInWords);
  const missing = exchanges.length === count ? [] : [`it made ${exchanges.length} requests instead of ${count}`];
  return { subject, count: exchanges.length, problems: [...refused, ...missing] };
}

const Refused = z.object({ error: z.object({ message: z.string() }) });

/** Why a request was refused. */
export function refusalInWords({ method, path, status, body }: Exchange): string {
  const { data } = z.safeParse(Refused, body);
  return `${method} ${path} is refused with ${status}: ${data?.error.message ?? JSON.stringify(body)}`;
}

/** A request that passed, and how it was answered. */
export interface Exchange {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

export interface RecordingProxy {
  readonly url: string;
  /** What passed since the last call. */
  take(): readonly Exchange[];
  stop(): Promise<void>;
}

const PassedHeaders = z.record(z.string(), z.string());

/** What the server behind must know of a request; the rest is of its connection. */
const PASSED_ON = ['authorization', 'content-type', 'idempotency-key', 'stripe-version'];

/**
 * Passes requests on to stripe-mock and notes each with its answer. Of the first page of a list it says that there is
 * another one: stripe-mock's lists have one page, and the request for the next is of interest, too.
 */
async function startRecordingProxy(upstream: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const port = await freePort();
  const { stop } = await serveHttp(port, async ({ method = '', url: path = '', headers }, body) => {
    const passed = PASSED_ON.map((name) => [name, headers[name]]).filter(([, value]) => value !== undefined);
    const response = await fetch(`${upstream}${path}`, {
      method,
      headers: z.parse(PassedHeaders, Object.fromEntries(passed)),
      ...(method !== 'GET' && { body: body.toString() }),
    });
    const answer: unknown = await response.json();
    exchanges.push({ method, path, status: response.status, body: answer });
    const isFirstPage = !new URL(path, upstream).searchParams.has('starting_after');
    return jsonResponse(response.status, isFirstPage ? continued(answer) : answer);
  });
  return { url: `http://127.0.0.1:${port}`, take: () => exchanges.splice(0), stop };
}

const List = z.looseObject({ object: z.literal('list'), has_more: z.boolean() });

function continued(answer: unknown): unknown {
  const list = z.safeParse(List, answer);
  return list.success ? { ...list.data, has_more: true } : answer;
}
