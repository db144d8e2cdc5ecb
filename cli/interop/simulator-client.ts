import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import type { ChargeLedger } from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { gatewayRoutes } from '../../functions/payment-gateway-simulator/simulator-routes.ts';
import type { Notify } from '../../functions/payment-gateway-simulator/webhook-delivery.ts';
import type { HttpEvent } from '../../functions/platform/http-route.ts';

const KEY = 'sk_test_planted';

export interface SimulatorCall {
  readonly form?: Readonly<Record<string, string>>;
  /** Of idempotency. */
  readonly key?: string;
  /** Instead of the right one. */
  readonly bearer?: string;
}

const Body = z.looseObject({
  object: z.optional(z.string()),
  id: z.optional(z.string()),
  status: z.optional(z.string()),
  error: z.optional(z.looseObject({ type: z.string(), code: z.optional(z.string()) })),
});

export interface SimulatorResponse {
  readonly status: number;
  readonly body: z.infer<typeof Body>;
}

interface SimulatorClientDeps {
  readonly ledger: ChargeLedger;
  readonly notify: Notify;
}

export interface SimulatorClient {
  /** `METHOD /path?query` */
  call(request: string, call?: SimulatorCall): Promise<SimulatorResponse>;
  letPass(milliseconds: number): void;
  /** Does this when a request is being delayed next; the delay is over afterwards. */
  whileWaiting(action: () => Promise<unknown>): void;
}

/** The simulator in this process, on a clock that can be put forward. */
export function simulatorClient({ ledger, notify }: SimulatorClientDeps): SimulatorClient {
  let passed = 0;
  let action = async (): Promise<unknown> => undefined;
  const route = gatewayRoutes({
    ledger,
    notify,
    gatewayKey: KEY,
    keyWindowSeconds: 86_400,
    now: () => new Date(Date.now() + passed),
    newToken: () => randomBytes(8).toString('hex'),
    wait: () => action(),
  });
  return {
    async call(request, call = {}) {
      const { statusCode = 0, body } = await route(eventOf(request, call));
      return { status: statusCode, body: z.parse(Body, JSON.parse(body ?? '')) };
    },
    letPass: (milliseconds) => {
      passed += milliseconds;
    },
    whileWaiting: (next) => {
      action = next;
    },
  };
}

function eventOf(request: string, { form = {}, key, bearer = KEY }: SimulatorCall): HttpEvent {
  const [method = '', path = '', query = ''] = request.split(/[ ?]/);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: { authorization: `Bearer ${bearer}`, ...(key !== undefined && { 'idempotency-key': key }) },
    body: Buffer.from(new URLSearchParams(form).toString()).toString('base64'),
    isBase64Encoded: true,
    requestContext: {
      accountId: '000000000000',
      apiId: 'interop',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: 'interop',
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
}

/**
 * Makes a call and examines its answer. The outcome is what the answer must be, so that a walk goes where it means to:
 * the status of an intent, `<status> <code or type>` of an error, else the name of the object.
 */
export type Step = (request: string, outcome: string, call?: SimulatorCall) => Promise<SimulatorResponse['body']>;

/** A way through all that the simulator answers. */
export interface Walk extends Pick<SimulatorClient, 'letPass' | 'whileWaiting'> {
  readonly step: Step;
  /** The same where another request is always faster. */
  readonly contendedStep: Step;
}

export const INTENTS = 'POST /v1/payment_intents';
export const OFF_SESSION = { form: { off_session: 'true' } };
/** What an intent of the order system is created with. */
export const ORDER = {
  amount: '1250',
  currency: 'eur',
  payment_method: 'pm_card_visa',
  'automatic_payment_methods[enabled]': 'true',
  'automatic_payment_methods[allow_redirects]': 'never',
  'metadata[orderId]': 'ord_1',
};

/** Creates an unconfirmed intent; answers its id. */
export async function openIntent(step: Step, differing: Readonly<Record<string, string>> = {}): Promise<string> {
  const { id = '' } = await step(INTENTS, 'requires_confirmation', { form: { ...ORDER, ...differing } });
  return id;
}
