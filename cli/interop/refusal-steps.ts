import { INTENTS, OFF_SESSION, ORDER, openIntent, type Step, type Walk } from './simulator-client.ts';

/** Visits what is refused whatever the payment is: parameters, states, keys; and failures. */
export async function provokeRefusals(walk: Walk): Promise<void> {
  await refuseParameters(walk.step);
  await refuseStates(walk.step);
  await refuseKeys(walk);
  await fail(walk);
}

/** What is wrong with a parameter of a creation. */
const WRONG_PARAMETERS = [
  [{ colour: 'red' }, 'parameter_unknown'],
  [{ amount: '12.5' }, 'parameter_invalid_integer'],
  [{ amount: '0' }, 'parameter_invalid_integer'],
  [{ amount: '49' }, 'amount_too_small'],
  [{ amount: '100000000' }, 'amount_too_large'],
  [{ amount: '1250', currency: 'isk' }, 'parameter_invalid_integer'],
  [{ currency: 'xyz' }, 'invalid_request_error'],
  [{ confirm: 'perhaps' }, 'invalid_request_error'],
  [{ off_session: 'true' }, 'invalid_request_error'],
] as const;

async function refuseParameters(step: Step) {
  for (const [differing, code] of WRONG_PARAMETERS)
    await step(INTENTS, `400 ${code}`, { form: { ...ORDER, ...differing } });
  const { amount: _, ...withoutAmount } = ORDER;
  await step(INTENTS, '400 parameter_missing', { form: withoutAmount });
  const id = await openIntent(step);
  await step(`${INTENTS}/${id}/confirm`, '400 parameter_unknown', { form: { amount: '1' } });
  await step(`${INTENTS}/${id}/cancel`, '400 invalid_request_error', { form: { cancellation_reason: 'rain' } });
  await step(`GET /v1/payment_intents/${id}?colour=red`, '400 parameter_unknown');
}

async function refuseStates(step: Step) {
  const unexpected = '400 payment_intent_unexpected_state';
  const confirmed = async (payment_method: string, outcome: string) => {
    const id = await openIntent(step, { payment_method });
    await step(`${INTENTS}/${id}/confirm`, outcome, OFF_SESSION);
    return id;
  };
  const processing = await confirmed('pm_processing', 'processing');
  for (const id of [await confirmed('pm_card_visa', 'succeeded'), processing]) {
    await step(`${INTENTS}/${id}/confirm`, unexpected, OFF_SESSION);
    await step(`${INTENTS}/${id}/cancel`, unexpected);
  }
  const declined = await confirmed('pm_card_chargeDeclined', '402 card_declined');
  await step(`${INTENTS}/${declined}/confirm`, unexpected, OFF_SESSION);
  await step(`${INTENTS}/${declined}/cancel`, 'canceled');
  await step(`${INTENTS}/${declined}/confirm`, unexpected, OFF_SESSION);
  const mayRedirect = await openIntent(step, { 'automatic_payment_methods[allow_redirects]': 'always' });
  await step(`${INTENTS}/${mayRedirect}/confirm`, '400 invalid_request_error', OFF_SESSION);

  await step(`${INTENTS}/pi_none/confirm`, '404 resource_missing');
  await step(`${INTENTS}/pi_none/cancel`, '404 resource_missing');
  await step('GET /v1/payment_intents/pi_none', '404 resource_missing');
}

async function refuseKeys({ step, contendedStep, whileWaiting }: Walk) {
  await step(INTENTS, 'requires_confirmation', { form: ORDER, key: 'k1' });
  await step(INTENTS, 'requires_confirmation', { form: ORDER, key: 'k1' });
  await step(INTENTS, '400 idempotency_error', { form: { ...ORDER, amount: '1251' }, key: 'k1' });
  await step(INTENTS, '400 invalid_request_error', { form: ORDER, key: 'k'.repeat(256) });

  const slow = await openIntent(step, { payment_method: 'pm_slow_3s' });
  const confirmation = { ...OFF_SESSION, key: 'k2' };
  whileWaiting(() => step(`${INTENTS}/${slow}/confirm`, '409 idempotency_key_in_use', confirmation));
  await step(`${INTENTS}/${slow}/confirm`, 'succeeded', confirmation);
  await contendedStep(INTENTS, '429 lock_timeout', { form: ORDER });

  await step('GET /v1/account', '401 invalid_request_error', { bearer: 'sk_test_wrong' });
  await step('GET /v1/somewhere', '404 invalid_request_error');
}

async function fail({ step, whileWaiting }: Walk) {
  whileWaiting(async () => undefined);
  for (const payment_method of ['pm_error_500_before_execution', 'pm_error_500_sticky']) {
    const creation = { form: { ...ORDER, payment_method }, key: payment_method };
    await step(INTENTS, '500 api_error', creation);
    const again = payment_method.endsWith('sticky') ? '500 api_error' : 'requires_confirmation';
    await step(INTENTS, again, creation);
  }
  const before = await openIntent(step, { payment_method: 'pm_timeout_before_charge' });
  await step(`${INTENTS}/${before}/confirm`, '500 api_error', OFF_SESSION);
  const after = await openIntent(step, { payment_method: 'pm_timeout_after_charge' });
  await step(`${INTENTS}/${after}/confirm`, 'succeeded', OFF_SESSION);
}
