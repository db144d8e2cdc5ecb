import { describe, expect, it } from 'vitest';
import { inMemoryChargeLedger } from '../../doubles/in-memory-charge-ledger.ts';
import { AN_ORDER, aSimulator, declinedWith, PAYMENT_INTENTS, refusedIn, START } from './a-simulator.ts';

describe('confirm a payment intent', () => {
  it('captures the amount once: a second confirmation is refused, with the intent', async () => {
    const { anIntent, about } = aSimulator();
    const intent = about(await anIntent());

    expect(await intent.confirm()).toMatchObject({
      status: 200,
      body: { status: 'succeeded', amount_received: 1_250 },
    });
    expect(await intent.confirm()).toMatchObject(refusedIn('succeeded'));
    expect(await intent.retrieve()).toMatchObject({ amount_received: 1_250 });
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeCustomerFail', 'card_declined', 'generic_decline'],
    ['pm_card_authenticationRequired', 'authentication_required', 'authentication_required'],
  ])('declines %s, and takes the payment method away', async (payment_method, code, declineCode) => {
    const { anIntent, about } = aSimulator();
    const intent = about(await anIntent({ payment_method }));

    expect(await intent.confirm()).toMatchObject(declinedWith(code, declineCode));
    expect(await intent.confirm()).toMatchObject(refusedIn('requires_payment_method'));
  });

  it('takes another payment method after a decline', async () => {
    const { anIntent, about } = aSimulator();
    const intent = about(await anIntent({ payment_method: 'pm_card_chargeDeclined' }));
    await intent.confirm();

    const confirmed = await intent.confirm({ form: { payment_method: 'pm_card_visa' } });

    expect(confirmed.body).toMatchObject({ status: 'succeeded', last_payment_error: null });
  });

  it.each([
    ['pm_card_authenticationRequired', {}],
    ['pm_requires_action', { off_session: 'true' }],
  ])('waits for the customer with %s and %o', async (payment_method, form) => {
    const { anIntent, about } = aSimulator();
    const intent = about(await anIntent({ payment_method }));

    expect(await intent.confirm({ form })).toMatchObject({
      status: 200,
      body: { status: 'requires_action', next_action: { type: 'use_stripe_sdk' }, amount_received: 0 },
    });
  });

  it('asks for a return address where a payment method might redirect', async () => {
    const { anIntent, about } = aSimulator();
    const intent = about(await anIntent({ 'automatic_payment_methods[allow_redirects]': 'always' }));

    expect(await intent.confirm()).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error' } } });
    expect(await intent.confirm({ form: { return_url: 'https://example.com' } })).toMatchObject({ status: 200 });
  });
});

describe('cancel a payment intent', () => {
  it.each([
    ['unconfirmed', 'pm_card_visa', false],
    ['declined', 'pm_card_chargeDeclined', true],
    ['waiting for the customer', 'pm_requires_action', true],
  ])('makes sure that one that is %s captures nothing any more', async (_situation, payment_method, isConfirmed) => {
    const { anIntent, about } = aSimulator();
    const intent = about(await anIntent({ payment_method }));
    if (isConfirmed) await intent.confirm();

    const canceled = await intent.cancel({ form: { cancellation_reason: 'abandoned' } });

    expect(canceled).toMatchObject({
      status: 200,
      body: { status: 'canceled', cancellation_reason: 'abandoned', canceled_at: START / 1_000 },
    });
    expect(await intent.cancel()).toMatchObject(refusedIn('canceled'));
    expect(await intent.confirm()).toMatchObject(refusedIn('canceled'));
  });

  it('is refused when the money was captured', async () => {
    const { anIntent, about } = aSimulator();
    const intent = about(await anIntent());
    await intent.confirm();

    expect(await intent.cancel()).toMatchObject(refusedIn('succeeded'));
  });
});

describe('the payment of an order', () => {
  it('asks the ledger three times', async () => {
    const ledger = inMemoryChargeLedger();
    const asked: string[] = [];
    const counted =
      <Args extends unknown[], Result>(name: string, ask: (...args: Args) => Result) =>
      (...args: Args): Result => {
        asked.push(name);
        return ask(...args);
      };
    const counting = { ...ledger, commit: counted('commit', ledger.commit), find: counted('find', ledger.find) };
    const { call, about } = aSimulator({ ledger: counting });

    const { body } = await call(PAYMENT_INTENTS, { key: 'k1', form: AN_ORDER });
    await about(body.id).confirm();

    expect(asked).toEqual(['commit', 'find', 'commit']);
  });
});
