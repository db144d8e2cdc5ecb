import { setImmediate } from 'node:timers/promises';
import * as z from 'zod/mini';

/** Status 0 is no answer at all. A text is sent as it is. */
export interface AirwallexAnswer {
  readonly status: number;
  readonly body: object | string;
}

interface Intent {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly merchant_order_id: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created_at: string;
  status: string;
  captured_amount: number;
  latest_payment_attempt?: { readonly id: string; readonly failure_code?: string };
}

interface Refund {
  readonly id: string;
  readonly payment_intent_id: string;
  readonly amount: number;
  readonly currency: string;
  status: string;
  readonly created_at?: string;
}

const Request = z.object({ request_id: z.string().check(z.maxLength(64)) });
const Creation = z.extend(Request, {
  amount: z.number().check(z.positive()),
  currency: z.string(),
  merchant_order_id: z.string(),
  metadata: z.record(z.string(), z.string().check(z.minLength(1), z.maxLength(500))),
});
const Confirmation = z.extend(Request, {
  payment_consent_id: z.string(),
  payment_method_options: z.object({ card: z.object({ auto_capture: z.literal(true) }) }),
});
const Refunding = z.extend(Request, { payment_intent_id: z.string() });

export const refusal = (code: string, status = 400): AirwallexAnswer => ({ status, body: { code, message: 'No.' } });
const DUPLICATE = refusal('duplicate_request');
const INVALID_STATUS = refusal('invalid_status_for_operation');
export const NOT_FOUND = refusal('resource_not_found', 404);
const BROKEN = refusal('internal_error', 500);
const NO_ANSWER: AirwallexAnswer = { status: 0, body: '' };

/** What a confirmation makes of an intent, where it does not capture: its status, and the code of an attempt that has failed. */
const NOT_CAPTURED: Readonly<Record<string, { readonly status: string; readonly code?: string }>> = {
  pm_card_chargeDeclined: { status: 'REQUIRES_PAYMENT_METHOD', code: 'issuer_declined' },
  pm_card_authenticationRequired: { status: 'REQUIRES_CUSTOMER_ACTION' },
  pm_requires_action: { status: 'REQUIRES_CUSTOMER_ACTION' },
  pm_processing: { status: 'PENDING' },
};

/** An account's payment intents and refunds. */
export function airwallexPayments() {
  const intents = new Map<string, Intent>();
  const refunds: Refund[] = [];
  const captured: string[] = [];
  const isUsed = aSetOfSeen();
  const isKnown = aSetOfSeen();
  /** Whether this fault is met now: once for each order or intent. */
  const meets = (fault: string, method: string, of: string) => method === fault && !isKnown(`${fault} ${of}`);

  const create = ({ request_id, ...given }: z.infer<typeof Creation>): AirwallexAnswer => {
    const { paymentMethod = '' } = given.metadata;
    if (meets('pm_error_500_before_execution', paymentMethod, given.merchant_order_id)) return BROKEN;
    if (isUsed(request_id)) return DUPLICATE;
    if (meets('pm_error_500_sticky', paymentMethod, given.merchant_order_id)) return BROKEN;
    const intent: Intent = {
      ...given,
      id: `int_${intents.size + 1}`,
      amount: paymentMethod === 'pm_wrong_amount' ? given.amount + 1 : given.amount,
      created_at: new Date().toISOString().replace(/\.\d+Z$/, '+0000'),
      status: 'REQUIRES_PAYMENT_METHOD',
      captured_amount: 0,
    };
    intents.set(intent.id, intent);
    return { status: 201, body: intent };
  };

  const attempt = async (intent: Intent, method: string): Promise<AirwallexAnswer> => {
    const failed = NOT_CAPTURED[method];
    intent.latest_payment_attempt = { id: `att_${intent.id}`, ...(failed?.code && { failure_code: failed.code }) };
    if (failed !== undefined) {
      intent.status = failed.status;
      return failed.code === undefined ? { status: 200, body: intent } : refusal(failed.code);
    }
    // Slower than any: meanwhile nothing but the request id keeps another confirmation out.
    await setImmediate();
    intent.status = 'SUCCEEDED';
    intent.captured_amount = intent.amount;
    captured.push(intent.id);
    return { status: 200, body: intent };
  };

  const confirm = async (intent: Intent, given: z.infer<typeof Confirmation>): Promise<AirwallexAnswer> => {
    const method = given.payment_consent_id;
    if (meets('pm_timeout_before_charge', method, intent.id)) return NO_ANSWER;
    if (isUsed(given.request_id)) return DUPLICATE;
    if (intent.status !== 'REQUIRES_PAYMENT_METHOD') return INVALID_STATUS;
    if (method === 'pm_unknown') return NOT_FOUND;
    const answer = await attempt(intent, method);
    return method === 'pm_timeout_after_charge' ? NO_ANSWER : answer;
  };

  const cancel = (intent: Intent, { request_id }: z.infer<typeof Request>): AirwallexAnswer => {
    if (isUsed(request_id)) return DUPLICATE;
    if (!intent.status.startsWith('REQUIRES_')) return INVALID_STATUS;
    intent.status = 'CANCELLED';
    return { status: 200, body: intent };
  };

  const refund = ({ request_id, payment_intent_id }: z.infer<typeof Refunding>): AirwallexAnswer => {
    const intent = intents.get(payment_intent_id);
    if (intent === undefined) return NOT_FOUND;
    if (isUsed(request_id)) return DUPLICATE;
    if (intent.status !== 'SUCCEEDED') return INVALID_STATUS;
    const amount = refunds
      .filter((one) => one.payment_intent_id === intent.id && one.status !== 'FAILED')
      .reduce((left, one) => exactly(left - one.amount), intent.captured_amount);
    if (amount <= 0) return refusal('amount_above_limit');
    const id = `rfd_${refunds.length + 1}`;
    const created_at = new Date().toISOString().replace(/\.\d+Z$/, '+0000');
    const made = { id, payment_intent_id, amount, currency: intent.currency, status: 'RECEIVED', created_at };
    refunds.push(made);
    return { status: 201, body: made };
  };

  return {
    intents,
    refunds,
    captures: (eventId: string) => captured.filter((id) => intents.get(id)?.metadata['eventId'] === eventId).length,
    /** @throws where the body is none that this path takes */
    async post(path: string, body: unknown): Promise<AirwallexAnswer> {
      if (path === '/pa/payment_intents/create') return create(z.parse(Creation, body));
      if (path === '/pa/refunds/create') return refund(z.parse(Refunding, body));
      const [, id = '', action] = /^\/pa\/payment_intents\/([^/]+)\/(confirm|cancel)$/.exec(path) ?? [];
      const intent = intents.get(id);
      if (intent === undefined) return NOT_FOUND;
      return action === 'confirm'
        ? confirm(intent, z.parse(Confirmation, body))
        : cancel(intent, z.parse(Request, body));
    },
  };
}

/** Without what floating-point numbers add to a difference. */
const exactly = (amount: number) => Number(amount.toFixed(3));

/** Tells of each text whether it was seen before. */
function aSetOfSeen() {
  const seen = new Set<string>();
  return (text: string) => {
    const before = seen.has(text);
    seen.add(text);
    return before;
  };
}
