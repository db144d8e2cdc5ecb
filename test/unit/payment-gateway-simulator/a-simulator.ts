import { gatewayRoutes } from '../../../functions/payment-gateway-simulator/simulator-routes.ts';
import type { GatewayEvent } from '../../../functions/payment-gateway-simulator/webhook-delivery.ts';
import { inMemoryChargeLedger } from '../../doubles/in-memory-charge-ledger.ts';
import { defaultRouteEvent } from '../../harness/http-server.ts';

interface Call {
  readonly key?: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an intent of the order system is created with. */
export const AN_ORDER = {
  amount: '1250',
  currency: 'eur',
  payment_method: 'pm_card_visa',
  'automatic_payment_methods[enabled]': 'true',
  'automatic_payment_methods[allow_redirects]': 'never',
  'metadata[orderId]': 'ord_1',
};

export const PAYMENT_INTENTS = 'POST /v1/payment_intents';
export const START = Date.parse('2026-01-01T12:00:00Z');
export const KEY_WINDOW_SECONDS = 86_400;

/** The simulator on a clock of its own, over an in-memory ledger; a call is `METHOD /path?query`. */
export function aSimulator({ ledger = inMemoryChargeLedger(), wait = async (_milliseconds: number) => {} } = {}) {
  let passed = 0;
  let tokens = 0;
  const events: GatewayEvent[] = [];
  const route = gatewayRoutes({
    ledger,
    wait,
    gatewayKey: 'sk_right',
    keyWindowSeconds: KEY_WINDOW_SECONDS,
    now: () => new Date(START + passed),
    newToken: () => `t${String(++tokens).padStart(4, '0')}`,
    notify: async (event) => void events.push(event),
  });

  async function call(request: string, { key, form = {}, headers = {} }: Call = {}) {
    const [method = '', path = '', query = ''] = request.split(/[ ?]/);
    const body = Buffer.from(new URLSearchParams(form).toString()).toString('base64');
    const keyed: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
    const all = { authorization: 'Bearer sk_right', ...keyed, ...headers };
    const response = await route(defaultRouteEvent({ method, path, query, headers: all, body }));
    return { status: response.statusCode, headers: response.headers, body: JSON.parse(String(response.body)) };
  }

  /** Creates an unconfirmed intent; answers its id. */
  async function anIntent(differing: Readonly<Record<string, string>> = {}): Promise<string> {
    const { body } = await call(PAYMENT_INTENTS, { form: { ...AN_ORDER, ...differing } });
    return body.id;
  }

  const about = (id: string) => ({
    confirm: (options?: Call) =>
      call(`${PAYMENT_INTENTS}/${id}/confirm`, { form: { off_session: 'true' }, ...options }),
    cancel: (options?: Call) => call(`${PAYMENT_INTENTS}/${id}/cancel`, options),
    settle: (outcome: string) => call(`POST /v1/test_helpers/payment_intents/${id}/settle`, { form: { outcome } }),
    retrieve: async () => (await call(`GET /v1/payment_intents/${id}`)).body,
  });

  const letPass = (seconds: number) => {
    passed += seconds * 1_000;
  };

  return { call, anIntent, about, events, ledger, letPass };
}

/** A card's payment that was refused, as the body of a 402 shows it. */
export const declinedWith = (code: string, decline_code: string) => ({
  status: 402,
  body: {
    error: {
      ...{ type: 'card_error', code, decline_code },
      payment_method: { object: 'payment_method' },
      payment_intent: {
        ...{ status: 'requires_payment_method', amount_received: 0, payment_method: null },
        last_payment_error: { code, decline_code },
      },
    },
  },
});

/** A call that an intent in this status can't take. */
export const refusedIn = (status: string) => ({
  status: 400,
  body: {
    error: { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', payment_intent: { status } },
  },
});
