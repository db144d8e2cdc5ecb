import { INTENTS, OFF_SESSION, ORDER, openIntent, type Walk } from './simulator-client.ts';

/** Visits every status of an intent, every other object, and what is refused of them. */
export async function takePayments(walk: Walk): Promise<void> {
  await walkStatuses(walk);
  await walkCustomers(walk);
  await walkRefunds(walk);
  await walkLists(walk);
}

/** What a confirmation answers, and what the intent is then. */
const CONFIRMATIONS = [
  ['pm_card_visa', 'succeeded', 'succeeded'],
  ['pm_requires_action', 'requires_action', 'requires_action'],
  ['pm_processing', 'processing', 'processing'],
  ['pm_card_chargeDeclined', '402 card_declined', 'requires_payment_method'],
  ['pm_card_authenticationRequired', '402 authentication_required', 'requires_payment_method'],
  ['pm_error_500_after_charge', '500 api_error', 'succeeded'],
] as const;

async function walkStatuses({ step, letPass }: Walk) {
  for (const [payment_method, answer, status] of CONFIRMATIONS) {
    const id = await openIntent(step, { payment_method });
    await step(`${INTENTS}/${id}/confirm`, answer, OFF_SESSION);
    await step(`GET /v1/payment_intents/${id}`, status);
  }
  const { payment_method: _, ...withoutMethod } = ORDER;
  await step(INTENTS, 'requires_payment_method', { form: withoutMethod });
  await step(INTENTS, 'succeeded', { form: { ...ORDER, confirm: 'true', off_session: 'true' } });
  await step(INTENTS, '402 card_declined', {
    form: { ...ORDER, payment_method: 'pm_card_chargeDeclined', confirm: 'true' },
  });
  const canceled = await openIntent(step);
  await step(`${INTENTS}/${canceled}/cancel`, 'canceled', { form: { cancellation_reason: 'abandoned' } });
  await step(`GET /v1/payment_intents/${canceled}`, 'canceled');

  for (const [payment_method, status] of [
    ['pm_processing', 'succeeded'],
    ['pm_processing_fails', 'requires_payment_method'],
  ] as const) {
    const id = await openIntent(step, { payment_method });
    await step(`${INTENTS}/${id}/confirm`, 'processing', OFF_SESSION);
    letPass(10_000);
    await step(`GET /v1/payment_intents/${id}`, status);
  }
  const settled = await openIntent(step, { payment_method: 'pm_processing' });
  await step(`${INTENTS}/${settled}/confirm`, 'processing', OFF_SESSION);
  const settle = `POST /v1/test_helpers/payment_intents/${settled}/settle`;
  await step(settle, 'succeeded', { form: { outcome: 'succeed' } });
  await step(settle, '400 payment_intent_unexpected_state', { form: { outcome: 'fail' } });
}

async function walkCustomers({ step }: Walk) {
  const details = { email: 'ada@example.com', name: 'Ada', description: 'regular', 'metadata[shop]': '1' };
  const { id: customer = '' } = await step('POST /v1/customers', 'customer', { form: details });
  const { id: other = '' } = await step('POST /v1/customers', 'customer');
  await step(`GET /v1/customers/${customer}`, 'customer');
  const methods = 'POST /v1/payment_methods';
  const card = { form: { type: 'card', 'card[token]': 'tok_visa' } };
  const { id: method = '' } = await step(methods, 'payment_method', card);
  await step(`GET /v1/payment_methods/${method}`, 'payment_method');
  await step(`${methods}/${method}/attach`, 'payment_method', { form: { customer } });
  await step(`GET /v1/payment_methods/${method}`, 'payment_method');
  const paid = await openIntent(step, { payment_method: method, customer });
  await step(`${INTENTS}/${paid}/confirm`, 'succeeded', OFF_SESSION);

  const refused = '400 invalid_request_error';
  await step(`${methods}/${method}/attach`, refused, { form: { customer: other } });
  await step(INTENTS, refused, { form: { ...ORDER, payment_method: method } });
  await step(INTENTS, refused, { form: { ...ORDER, payment_method: method, customer: other } });
  await step(`${methods}/pm_card_chargeDeclined/attach`, '402 card_declined', { form: { customer } });
  const { id: once = '' } = await step(methods, 'payment_method', card);
  const first = await openIntent(step, { payment_method: once });
  const second = await openIntent(step, { payment_method: once });
  await step(`${INTENTS}/${first}/confirm`, 'succeeded', OFF_SESSION);
  await step(`${INTENTS}/${second}/confirm`, refused, OFF_SESSION);
  await step(`${methods}/${once}/attach`, refused, { form: { customer } });

  await step('GET /v1/customers/cus_none', '404 resource_missing');
  await step('GET /v1/payment_methods/pm_none', '404 resource_missing');
  await step(`${methods}/pm_none/attach`, '404 resource_missing', { form: { customer } });
  await step(methods, '400 resource_missing', { form: { type: 'card', 'card[token]': 'tok_none' } });
  await step(INTENTS, '400 resource_missing', { form: { ...ORDER, customer: 'cus_none' } });
  await step(INTENTS, '400 resource_missing', { form: { ...ORDER, payment_method: 'pm_none' } });
}

async function walkRefunds({ step }: Walk) {
  const refunds = 'POST /v1/refunds';
  const payment_intent = await openIntent(step);
  const refund = (differing = {}) => ({ form: { payment_intent, ...differing } });
  await step(refunds, '400 invalid_request_error', refund());
  await step(`${INTENTS}/${payment_intent}/confirm`, 'succeeded', OFF_SESSION);
  const some = { amount: '250', reason: 'requested_by_customer', 'metadata[orderId]': 'ord_1' };
  const { id = '' } = await step(refunds, 'refund', refund(some));
  await step(`GET /v1/refunds/${id}`, 'refund');
  await step(refunds, '400 invalid_request_error', refund({ amount: '1001' }));
  await step(refunds, '400 parameter_invalid_integer', refund({ amount: '0' }));
  await step(refunds, 'refund', refund());
  await step(refunds, '400 charge_already_refunded', refund());
  await step(refunds, '404 resource_missing', refund({ payment_intent: 'pi_none' }));
  await step('GET /v1/refunds/re_none', '404 resource_missing');
}

async function walkLists({ step, letPass }: Walk) {
  const list = 'GET /v1/payment_intents';
  const search = `${list}/search?query=${encodeURIComponent("metadata['orderId']:'ord_1'")}`;
  const id = await openIntent(step);
  await step(`${list}?limit=2&starting_after=${id}`, 'list');
  await step(`${list}?ending_before=${id}&created[gte]=1`, 'list');
  await step(`${list}?limit=0`, '400 parameter_invalid_integer');
  await step(`${list}?starting_after=pi_none`, '400 resource_missing');
  letPass(5_000);
  await step(`${search}&limit=1`, 'search_result');
  await step(`${search}&limit=100`, 'search_result');
  await step(`${list}/search?query=amount>1`, '400 invalid_request_error');
  await step('GET /v1/account', 'account');
}
