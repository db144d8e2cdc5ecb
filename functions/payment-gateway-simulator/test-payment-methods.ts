import type { PaymentIntent } from './payment-intent.ts';

export interface Behaviour {
  /** What becomes of the payment. */
  readonly status: PaymentIntent['status'];
  readonly decline?: { readonly code: string; readonly declineCode: string };
  /** Minor units captured beyond the amount asked for. */
  readonly surplus?: number;
  /** The `-once` faults meet only the first request with a key. */
  readonly fault?:
    | 'hang-after-charging-once'
    | 'hang-before-charging-once'
    | 'fail-before-charging-once'
    | 'fail-after-charging'
    | 'slow-once';
}

/** The payment methods that there are; any other is answered `resource_missing`. */
export const TEST_PAYMENT_METHODS: ReadonlyMap<string, Behaviour> = new Map<string, Behaviour>([
  ['pm_card_visa', { status: 'succeeded' }],
  ['pm_card_chargeDeclined', declined('card_declined', 'generic_decline')],
  ['pm_card_authenticationRequired', declined('authentication_required', 'authentication_required')],
  ['pm_requires_action', { status: 'requires_action' }],
  ['pm_processing', { status: 'processing' }],
  ['pm_wrong_amount', { status: 'succeeded', surplus: 1 }],
  ['pm_timeout_after_charge', { status: 'succeeded', fault: 'hang-after-charging-once' }],
  ['pm_timeout_before_charge', { status: 'succeeded', fault: 'hang-before-charging-once' }],
  ['pm_error_500_before_execution', { status: 'succeeded', fault: 'fail-before-charging-once' }],
  ['pm_error_500_sticky', { status: 'succeeded', fault: 'fail-after-charging' }],
  ['pm_slow_3s', { status: 'succeeded', fault: 'slow-once' }],
]);

function declined(code: string, declineCode: string): Behaviour {
  return { status: 'requires_payment_method', decline: { code, declineCode } };
}
