import * as z from 'zod/mini';
import { type ApiResponse, type HttpExchange, NothingSent } from '../platform/http-exchange.ts';
import { describeFailure } from './airwallex-failure.ts';
import { type GatewayAccount, type GatewayKey, GatewayKeyUnavailable, isGatewayKey } from './table-guard.ts';

export interface AirwallexSessionOptions {
  /** Where the API is served, `https://api.airwallex.com` or that of the sandbox; may carry a base path. */
  readonly url: string;
  /** The client id and the API key, `<id>:<key>`. */
  readonly key: GatewayKey;
  /** For a login, and from then on for one call of the gateway with all requests that it takes. */
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** Sees the account and mode of each session before it is used. @throws where the key must not be used. */
  readonly assertAccount?: (account: GatewayAccount) => Promise<void>;
}

interface Session {
  readonly token: string;
  readonly expiresAt: Date;
}

/** The version whose shapes are read here. Without it the account's own version would decide. */
const API_VERSION = '2025-06-30';

/** The headers of a request in a session. */
export const authorized = (token: string) => ({ 'x-api-version': API_VERSION, authorization: `Bearer ${token}` });

/** A token is given up so long before it expires, so that no request meets its end. */
const EXPIRY_MARGIN_MS = 60_000;

/**
 * Logs in, and keeps the session for all requests until it ends, the caller says that the gateway has refused it, or the key is
 * another one. @throws NothingSent, and GatewayKeyUnavailable: whatever fails here, nothing was asked for yet.
 */
export function airwallexSession(options: AirwallexSessionOptions, exchange: HttpExchange) {
  const { key: keys, now } = options;
  const logIn = login(options, exchange);
  let kept: { readonly key: string; readonly session: Promise<Session> } | undefined;
  const begin = (key: string) => {
    const mine = { key, session: logIn(key) };
    kept = mine;
    mine.session.catch(() => {
      if (kept === mine) kept = undefined;
    });
    return mine.session;
  };
  return async function current(refused?: Session): Promise<Session> {
    const key = await keys.current();
    const seen = kept;
    const session = seen?.key === key ? await seen.session : undefined;
    const isOver = session === undefined || now().getTime() > session.expiresAt.getTime() - EXPIRY_MARGIN_MS;
    if (!isOver && session !== refused) return session;
    return kept === seen ? begin(key) : current(refused);
  };
}

function login({ url, key: keys, timeoutMs, assertAccount }: AirwallexSessionOptions, exchange: HttpExchange) {
  return async (key: string): Promise<Session> => {
    const signal = AbortSignal.timeout(timeoutMs);
    const path = '/api/v1/authentication/login';
    const response = await beforeAny(exchange({ method: 'POST', path, headers: credentialsOf(key), signal }));
    if (response.status === 401) await keys.refused(key);
    const { token, expires_at } = answered(response, { to: path, shape: Login });
    if (assertAccount !== undefined) {
      const account = exchange({ method: 'GET', path: ACCOUNT, headers: authorized(token), signal });
      await assertAccount({ id: accountIdIn(await beforeAny(account)), mode: modeOf(url) });
    }
    return { token, expiresAt: new Date(expires_at) };
  };
}

function credentialsOf(key: string) {
  const [, id, secret] = /^([^:]+):(.+)$/.exec(key) ?? [];
  if (id !== undefined && secret !== undefined) return { 'x-client-id': id, 'x-api-key': secret };
  throw new GatewayKeyUnavailable("The gateway's key is not <client id>:<API key>.");
}

const beforeAny = (response: Promise<ApiResponse>) =>
  response.catch((error: unknown) => {
    throw new NothingSent(`no login: ${describeFailure(error)}`);
  });

const Login = z.object({
  token: z.string().check(z.refine(isGatewayKey)),
  expires_at: z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)))),
});

const ACCOUNT = '/api/v1/account';
const Account = z.object({ id: z.string() });

/** A key that is scoped to payments may lack this right; its mode is known all the same. */
const accountIdIn = (response: ApiResponse) =>
  response.status === 403 ? undefined : answered(response, { to: ACCOUNT, shape: Account }).id;

interface Expected<Shape> {
  readonly to: string;
  readonly shape: z.ZodMiniType<Shape>;
}

function answered<Shape>({ status, body }: ApiResponse, { to, shape }: Expected<Shape>): Shape {
  if (status === 401) throw new GatewayKeyUnavailable('The gateway refuses the key.');
  if (status >= 429) throw new NothingSent(`${status} is answered to ${to}`);
  const result = z.safeParse(shape, jsonOf(body));
  if (status < 300 && result.success) return result.data;
  throw new GatewayKeyUnavailable(`GATEWAY_URL answers ${status} to ${to}, and not as Airwallex's API does.`);
}

/** Undefined where it is none. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** What is no host of production moves no money. */
const modeOf = (url: string) => (/^(pci-)?api\.airwallex\.com$/.test(new URL(url).hostname) ? 'live' : 'test');
