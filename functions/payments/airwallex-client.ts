import * as z from 'zod/mini';
import { type ApiResponse, httpExchange, UnexpectedResponse } from '../platform/http-exchange.ts';
import { AirwallexError } from './airwallex-failure.ts';
import { type AirwallexSessionOptions, airwallexSession, authorized, jsonOf } from './airwallex-session.ts';
import type { PaymentIdentity } from './payment-gateway.ts';

export interface AirwallexClientOptions extends AirwallexSessionOptions {
  /** Below a request's: what did not connect was certainly not sent. */
  readonly connectTimeoutMs: number;
}

export interface AirwallexRequest {
  /** Below `/api/v1`. */
  readonly path: string;
  readonly query?: Record<string, string>;
  /** What is posted; without one the request is a GET. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** One call of the gateway: all its requests have one time limit. */
export interface AirwallexCall {
  /** Answers the JSON of the response. @throws AirwallexError, NothingSent, UnexpectedResponse, and as the transport fails. */
  send(request: AirwallexRequest): Promise<unknown>;
  /** All items of a list, as they are. @throws as `send` does */
  list(path: string, query: Record<string, string>): Promise<readonly unknown[]>;
}

/** What a call is about. */
export interface IntentOfPayment {
  readonly intentId: string;
  readonly payment: PaymentIdentity;
}

/** A client that sends each request once; a second time only where the gateway has refused the token, and so did nothing. */
export function airwallexClient(options: AirwallexClientOptions): (timeoutMs?: number) => AirwallexCall {
  const exchange = httpExchange(options);
  const session = airwallexSession(options, exchange);
  return (timeoutMs = options.timeoutMs) => {
    let limit: AbortSignal | undefined;
    // From its first request on: who waits for a login has no less time for the call.
    const begun = () => {
      limit ??= AbortSignal.timeout(timeoutMs);
      return limit;
    };
    const sendAs = (token: string, { path, query = {}, body }: AirwallexRequest) =>
      exchange({
        method: body === undefined ? 'GET' : 'POST',
        path: `/api/v1${path}`,
        query,
        headers: { ...authorized(token), ...(body !== undefined && { 'content-type': 'application/json' }) },
        body: body && JSON.stringify(body),
        signal: begun(),
      });
    const send = async (request: AirwallexRequest) => {
      const first = await session();
      const response = await sendAs(first.token, request);
      return contentOf(response.status === 401 ? await sendAs((await session(first)).token, request) : response);
    };
    return { send, list: (path, query) => pages((page) => send({ path, query: { ...query, ...page } })) };
  };
}

const Page = z.object({ items: z.array(z.unknown()), has_more: z.boolean() });

const PAGE_SIZE = 100;

async function pages(ask: (page: Record<string, string>) => Promise<unknown>): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for (let number = 0; ; number++) {
    const page = z.safeParse(Page, await ask({ page_num: String(number), page_size: String(PAGE_SIZE) }));
    if (!page.success) throw new UnexpectedResponse('the response is not a list');
    items.push(...page.data.items);
    if (!page.data.has_more) return items;
  }
}

const Failure = z.object({ code: z.optional(z.string()), source: z.nullish(z.string()) });

/** @throws AirwallexError; UnexpectedResponse for a page or a redirect, unless it is a 5xx, which may be a proxy's. */
function contentOf({ status, body }: ApiResponse): unknown {
  const content = jsonOf(body);
  if (status < 500 && (typeof content !== 'object' || content === null))
    throw new UnexpectedResponse(`the response ${status} is no JSON`);
  if (status < 300) return content;
  const failure = z.safeParse(Failure, content);
  const { code = '', source } = failure.success ? failure.data : {};
  throw new AirwallexError({ status, code, source: source ?? '' });
}
