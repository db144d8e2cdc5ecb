import { createHash } from 'node:crypto';
import type { GatewayResponse, LedgerRecord, PaymentError, PaymentIntentRecord } from './charge-ledger.ts';

/** The body of a response. */
export const bodyOf = ({ record, error }: GatewayResponse): object => (record ? stripeObject(record) : { error });

/** A record as the API shows it: amounts in the gateway's unit, times in seconds since the epoch. */
export function stripeObject(record: LedgerRecord): object {
  switch (record.object) {
    case 'payment_intent':
      return intentObject(record);
    case 'customer':
      return {
        ...shown(record),
        ...NEW_CUSTOMER,
        email: orNull(record.email),
        name: orNull(record.name),
        description: orNull(record.description),
      };
    case 'payment_method':
      return { ...shown(record), ...cardMethod(record.customer) };
    case 'refund':
      return {
        ...shown(record),
        amount: record.amount,
        balance_transaction: null,
        charge: record.charge,
        currency: record.currency,
        payment_intent: record.paymentIntent,
        reason: orNull(record.reason),
        receipt_number: null,
        source_transfer_reversal: null,
        status: 'succeeded',
        transfer_reversal: null,
      };
  }
}

const orNull = <Value>(value: Value | undefined) => value ?? null;
const seconds = (milliseconds: number) => Math.floor(milliseconds / 1_000);

const shown = ({ id, object, createdAt, metadata }: LedgerRecord) => ({
  ...{ id, object, created: seconds(createdAt), metadata },
  ...(object !== 'refund' && { livemode: false }),
});

export function intentObject(intent: PaymentIntentRecord): object {
  const { status, amount, canceledAt, lastError } = intent;
  return {
    ...shown(intent),
    ...UNUSED,
    amount,
    amount_received: status === 'succeeded' ? amount : 0,
    automatic_payment_methods: { allow_redirects: intent.mayRedirect ? 'always' : 'never', enabled: true },
    canceled_at: orNull(canceledAt && seconds(canceledAt)),
    cancellation_reason: orNull(intent.cancellationReason),
    client_secret: `${intent.id}_secret_${createHash('sha256').update(intent.id).digest('hex').slice(0, 24)}`,
    currency: intent.currency,
    customer: orNull(intent.customer),
    last_payment_error: orNull(lastError && failureObject(intent, lastError)),
    latest_charge: orNull(intent.latestCharge),
    next_action: status === 'requires_action' ? { type: 'use_stripe_sdk', use_stripe_sdk: {} } : null,
    payment_method: orNull(intent.paymentMethod),
    status,
  };
}

/** Why an attempt to pay failed, with the method that was refused. */
export const failureObject = (intent: PaymentIntentRecord, error: PaymentError) => ({
  type: 'card_error',
  code: error.code,
  decline_code: error.declineCode,
  message: error.message,
  ...(error.charge !== undefined && { charge: error.charge }),
  payment_method: {
    ...{ id: error.paymentMethod, object: 'payment_method', created: seconds(intent.createdAt), livemode: false },
    ...cardMethod(intent.customer),
    metadata: {},
  },
});

/** The same card, whichever method it is: nobody reads more of it. */
const cardMethod = (customer: string | undefined) => ({
  type: 'card',
  allow_redisplay: 'unspecified',
  billing_details: {
    address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
    ...{ email: null, name: null, phone: null, tax_id: null },
  },
  card: { brand: 'visa', exp_month: 12, exp_year: 2099, funding: 'credit', last4: '4242' },
  customer: orNull(customer),
});

/** What an intent has besides and is the same for all that are simulated. */
const UNUSED = {
  allowed_payment_method_types: null,
  amount_capturable: 0,
  amount_details: { tip: {} },
  application: null,
  application_fee_amount: null,
  capture_method: 'automatic_async',
  confirmation_method: 'automatic',
  customer_account: null,
  description: null,
  excluded_payment_method_types: null,
  managed_payments: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_method_options: { card: {} },
  payment_method_types: ['card'],
  processing: null,
  receipt_email: null,
  review: null,
  setup_future_usage: null,
  shipping: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
};

const NEW_CUSTOMER = {
  ...{ address: null, balance: 0, currency: null, default_source: null, delinquent: false, discount: null },
  ...{ phone: null, preferred_locales: [], shipping: null, tax_exempt: 'none', test_clock: null },
};
