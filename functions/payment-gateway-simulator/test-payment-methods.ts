export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
}

/** What the first request of its kind meets; each later one is carried out as usual. */
export interface TestFault {
  readonly on: 'create' | 'confirm';
  readonly kind:
    | 'fail-before'
    /** The failure is saved for the request's key. */
    | 'fail-after'
    /** Longer than any client waits. */
    | 'hang-before'
    | 'hang-after'
    | 'slow';
}

export interface TestPaymentMethod {
  /** What a confirmation leads to; `authenticates` asks for the customer, who is not there off session. */
  readonly outcome: 'succeeds' | 'declines' | 'authenticates' | 'requires-action' | 'processes' | 'processes-in-vain';
  /** Whether a customer can keep it although each charge is declined. */
  readonly isAttachable?: boolean;
  /** Added to the amount of each intent that is created with it, in the gateway's unit. */
  readonly surplusAmount?: number;
  readonly fault?: TestFault;
}

export const CARD_DECLINED: Decline = {
  code: 'card_declined',
  declineCode: 'generic_decline',
  message: 'Your card was declined.',
};

export const AUTHENTICATION_REQUIRED: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

const faulty = (on: TestFault['on'], kind: TestFault['kind']): TestPaymentMethod => ({
  outcome: 'succeeds',
  fault: { on, kind },
});

/** The methods that work without being created, any number of times; those named pm_card are Stripe's own. */
const TEST_PAYMENT_METHODS: ReadonlyMap<string, TestPaymentMethod> = new Map<string, TestPaymentMethod>([
  ['pm_card_visa', { outcome: 'succeeds' }],
  ['pm_card_mastercard', { outcome: 'succeeds' }],
  ['pm_card_chargeDeclined', { outcome: 'declines' }],
  ['pm_card_chargeCustomerFail', { outcome: 'declines', isAttachable: true }],
  ['pm_card_authenticationRequired', { outcome: 'authenticates' }],
  ['pm_requires_action', { outcome: 'requires-action' }],
  ['pm_processing', { outcome: 'processes' }],
  ['pm_processing_fails', { outcome: 'processes-in-vain' }],
  ['pm_timeout_before_charge', faulty('confirm', 'hang-before')],
  ['pm_timeout_after_charge', faulty('confirm', 'hang-after')],
  ['pm_error_500_before_execution', faulty('create', 'fail-before')],
  ['pm_error_500_sticky', faulty('create', 'fail-after')],
  ['pm_error_500_after_charge', faulty('confirm', 'fail-after')],
  ['pm_slow_3s', faulty('confirm', 'slow')],
  ['pm_wrong_amount', { outcome: 'succeeds', surplusAmount: 1 }],
]);

export const isTestPaymentMethod = (id: string) => TEST_PAYMENT_METHODS.has(id);

/** @throws where the name is in a record but no longer in the table. */
export function testPaymentMethod(name: string): TestPaymentMethod {
  const method = TEST_PAYMENT_METHODS.get(name);
  if (method === undefined) throw new Error(`There is no test payment method ${name}.`);
  return method;
}

/** The name behind a token such as tok_visa or tok_processing; undefined where there is none. */
export const methodBehindToken = (token: string): string | undefined =>
  [token.replace(/^tok_/, 'pm_card_'), token.replace(/^tok_/, 'pm_')].find(isTestPaymentMethod);
