import type {
  CreateResponse,
  IntentResponse,
  IntentState,
  PaymentGateway,
  PaymentIdentity,
  PaymentRequest,
  RefundResponse,
} from '../../functions/payments/payment-gateway.ts';

/** An intent as the gateway holds it. */
export interface Intent {
  readonly intentId: string;
  readonly request: PaymentRequest;
  state: IntentState;
  /** How much of it was given back. */
  refunded?: number;
}

/** A gateway that keeps the port's promise in memory and knows the simulator's test payment methods. */
export function inMemoryPaymentGateway({
  forgets = () => false,
}: {
  readonly forgets?: (key: string) => boolean;
} = {}) {
  const intents = new Map<string, Intent>();
  const keys = new Map<string, string>();
  const requests: PaymentRequest[] = [];
  const met = new Set<string>();
  /** Whether a fault that is met once is met now. */
  const meets = (fault: string, { eventId }: PaymentIdentity) => {
    const isFirst = !met.has(`${fault} ${eventId}`);
    met.add(`${fault} ${eventId}`);
    return isFirst;
  };

  const createOnce = (key: string, request: PaymentRequest): CreateResponse => {
    const known = forgets(key) ? undefined : intents.get(keys.get(key) ?? '');
    if (known !== undefined && !isDeepSame(known.request, request))
      return { kind: 'unknown', reason: 'the key was used with other parameters', misconfigured: true };
    const intent = known ?? { intentId: `pi_${intents.size + 1}`, request, state: { kind: 'open' } };
    intents.set(intent.intentId, intent);
    keys.set(key, intent.intentId);
    return request.paymentMethod === 'pm_wrong_amount'
      ? { kind: 'contradiction', intentId: intent.intentId, reason: 'the payment intent differs in amount' }
      : { kind: 'created', intentId: intent.intentId };
  };

  const create = async (request: PaymentRequest): Promise<CreateResponse> => {
    const { paymentMethod, eventId } = request;
    requests.push(request);
    if (paymentMethod === 'pm_unknown') return { kind: 'refused', code: 'resource_missing' };
    if (!paymentMethod.isWellFormed()) return { kind: 'unbuildable', reason: 'not well-formed' };
    if (FAILING_CREATIONS.includes(paymentMethod) && meets('create', request)) return unknown('500');
    return createOnce(paymentMethod === 'pm_error_500_sticky' ? `${eventId}.2` : eventId, request);
  };

  const confirm = (intent: Intent): IntentResponse => {
    const { paymentMethod } = intent.request;
    if (!mayStillCapture(intent)) return intent.state;
    if (paymentMethod === 'pm_timeout_before_charge' && meets('confirm', intent.request)) return unknown('no answer');
    intent.state = CONFIRMED[paymentMethod] ?? { kind: 'succeeded' };
    return LOST_CONFIRMATIONS.includes(paymentMethod) && meets('confirm', intent.request)
      ? unknown('no answer')
      : intent.state;
  };

  const cancel = (intent: Intent): IntentResponse => {
    if (mayStillCapture(intent)) intent.state = { kind: 'canceled' };
    return intent.state;
  };

  const about =
    (act: (intent: Intent) => IntentResponse) =>
    async (intentId: string, payment: PaymentIdentity): Promise<IntentResponse> => {
      const intent = intents.get(intentId);
      if (intent === undefined)
        return { kind: 'contradiction', reason: 'the gateway does not know the payment intent' };
      const response = act(intent);
      return intent.request.amount === payment.amount || 'reason' in response
        ? response
        : { kind: 'contradiction', reason: 'the payment intent differs in amount' };
    };

  const refund = async (intentId: string, payment: PaymentIdentity): Promise<RefundResponse> => {
    const intent = intents.get(intentId);
    if (intent?.state.kind !== 'succeeded') return { kind: 'contradiction', reason: 'there is nothing to refund' };
    if (intent.request.paymentMethod === 'pm_refund_lost' && meets('refund', payment)) return unknown('no answer');
    intent.refunded = intent.request.amount;
    return { kind: 'refunded' };
  };

  const gateway: PaymentGateway = {
    create,
    confirm: about(confirm),
    retrieve: about(({ state }) => state),
    cancel: about(cancel),
    refund,
    async list({ orderId }) {
      const found = [...intents.values()].filter(({ request }) => request.orderId === orderId);
      return { kind: 'listed', intents: found.map(({ intentId, state }) => ({ intentId, state })) };
    },
  };
  return {
    gateway,
    intents,
    /** Of creations, in their order. */
    requests,
    captures: (eventId: string) =>
      [...intents.values()].filter(({ request, state }) => request.eventId === eventId && state.kind === 'succeeded')
        .length,
    /** Intents that were given back. */
    givenBack: (eventId: string) =>
      [...intents.values()].filter(({ request, refunded }) => request.eventId === eventId && refunded !== undefined)
        .length,
  };
}

const unknown = (reason: string) => ({ kind: 'unknown', reason, misconfigured: false }) as const;

const isDeepSame = (one: PaymentRequest, other: PaymentRequest) => JSON.stringify(one) === JSON.stringify(other);

const mayStillCapture = ({ state }: Intent) => state.kind === 'open' || state.kind === 'declined';

/** Whose creation fails the first time. */
const FAILING_CREATIONS = ['pm_error_500_before_execution', 'pm_error_500_sticky'];

/** Whose first confirmation is carried out without an answer. */
const LOST_CONFIRMATIONS = ['pm_timeout_after_charge', 'pm_error_500_after_charge'];

/** What a confirmation makes of an intent, where it does not capture. */
const CONFIRMED: Readonly<Record<string, IntentState>> = {
  pm_card_chargeDeclined: { kind: 'declined', code: 'generic_decline' },
  pm_card_authenticationRequired: { kind: 'declined', code: 'authentication_required' },
  pm_requires_action: { kind: 'declined', code: 'authentication_required' },
  pm_processing: { kind: 'processing' },
};
