import { describe, expect, it } from 'vitest';
import { AN_ORDER, aSimulator, PAYMENT_INTENTS } from './a-simulator.ts';

type Simulator = ReturnType<typeof aSimulator>;

async function aMethod({ call }: Simulator, token = 'tok_visa'): Promise<string> {
  const { body } = await call('POST /v1/payment_methods', { form: { type: 'card', 'card[token]': token } });
  return body.id;
}

const aCustomer = async ({ call }: Simulator): Promise<string> =>
  (await call('POST /v1/customers', { form: { email: 'a@example.com', 'metadata[tenant]': 'local' } })).body.id;

const attach = ({ call }: Simulator, method: string, customer: string) =>
  call(`POST /v1/payment_methods/${method}/attach`, { form: { customer } });

/** A payment at once. */
const pay = ({ call }: Simulator, form: Readonly<Record<string, string>>) =>
  call(PAYMENT_INTENTS, { form: { ...AN_ORDER, confirm: 'true', off_session: 'true', ...form } });

const refusedFor = (message: RegExp) => ({
  status: 400,
  body: {
    error: { type: 'invalid_request_error', param: 'payment_method', message: expect.stringMatching(message) },
  },
});

describe('a payment method without a customer', () => {
  it('works once', async () => {
    const simulator = aSimulator();
    const method = await aMethod(simulator);

    expect(await pay(simulator, { payment_method: method })).toMatchObject({ status: 200 });
    expect(await pay(simulator, { payment_method: method })).toMatchObject(refusedFor(/may not be used again/));
  });

  it('is used up by a decline, too', async () => {
    const simulator = aSimulator();
    const method = await aMethod(simulator, 'tok_chargeDeclined');

    expect(await pay(simulator, { payment_method: method })).toMatchObject({ status: 402 });
    expect(await pay(simulator, { payment_method: method })).toMatchObject(refusedFor(/may not be used again/));
  });

  it('is not used up by an intent that nobody confirms; which one is confirmed first pays', async () => {
    const simulator = aSimulator();
    const method = await aMethod(simulator);
    const [one, other] = [
      simulator.about(await simulator.anIntent({ payment_method: method })),
      simulator.about(await simulator.anIntent({ payment_method: method, amount: '99' })),
    ];

    expect(await other.confirm()).toMatchObject({ status: 200 });
    const refused = await one.confirm();
    expect(refused).toMatchObject(refusedFor(/may not be used again/));
    expect(refused.body.error.payment_intent).toMatchObject({ status: 'requires_confirmation' });
  });

  it('can be confirmed again by the intent that used it and waits for the customer', async () => {
    const simulator = aSimulator();
    const method = await aMethod(simulator, 'tok_requires_action');
    const intent = simulator.about(await simulator.anIntent({ payment_method: method }));

    expect((await intent.confirm()).body).toMatchObject({ status: 'requires_action' });
    expect((await intent.confirm()).body).toMatchObject({ status: 'requires_action' });
  });

  it('can no longer be attached when it was used', async () => {
    const simulator = aSimulator();
    const [method, customer] = [await aMethod(simulator), await aCustomer(simulator)];
    await pay(simulator, { payment_method: method });

    expect(await attach(simulator, method, customer)).toMatchObject({ status: 400 });
  });
});

describe('a payment method of a customer', () => {
  it('works each time with its customer', async () => {
    const simulator = aSimulator();
    const [payment_method, customer] = [await aMethod(simulator), await aCustomer(simulator)];
    expect(await attach(simulator, payment_method, customer)).toMatchObject({ status: 200, body: { customer } });

    for (let times = 1; times <= 2; times++)
      expect(await pay(simulator, { payment_method, customer })).toMatchObject({
        status: 200,
        body: { status: 'succeeded', customer },
      });
  });

  it('is refused without its customer, and with another one', async () => {
    const simulator = aSimulator();
    const [payment_method, customer] = [await aMethod(simulator), await aCustomer(simulator)];
    const stranger = await aCustomer(simulator);
    await attach(simulator, payment_method, customer);

    expect(await pay(simulator, { payment_method })).toMatchObject(refusedFor(/belongs to the Customer/));
    expect(await pay(simulator, { payment_method, customer: stranger })).toMatchObject(
      refusedFor(/does not belong to/),
    );
    expect((await simulator.call('GET /v1/payment_intents')).body.data).toEqual([]);
  });

  it('can be made of a test method, and stays with its customer', async () => {
    const simulator = aSimulator();
    const [customer, stranger] = [await aCustomer(simulator), await aCustomer(simulator)];

    const { body: method } = await attach(simulator, 'pm_card_visa', customer);

    expect(method.id).not.toBe('pm_card_visa');
    expect(await attach(simulator, method.id, stranger)).toMatchObject({ status: 400 });
    expect(await attach(simulator, method.id, customer)).toMatchObject({ status: 200 });
  });

  it('is never one whose card is declined, unless it is declined only later', async () => {
    const simulator = aSimulator();
    const customer = await aCustomer(simulator);

    expect(await attach(simulator, 'pm_card_chargeDeclined', customer)).toMatchObject({ status: 402 });

    const { body } = await attach(simulator, 'pm_card_chargeCustomerFail', customer);
    expect(await pay(simulator, { payment_method: body.id, customer })).toMatchObject({ status: 402 });
  });
});

describe('customers and payment methods', () => {
  it('are shown as they were made', async () => {
    const simulator = aSimulator();
    const [method, customer] = [await aMethod(simulator), await aCustomer(simulator)];

    expect((await simulator.call(`GET /v1/customers/${customer}`)).body).toMatchObject({
      ...{ id: customer, object: 'customer', email: 'a@example.com', name: null, metadata: { tenant: 'local' } },
    });
    expect((await simulator.call(`GET /v1/payment_methods/${method}`)).body).toMatchObject({
      ...{ id: method, object: 'payment_method', type: 'card', customer: null },
    });
  });

  it.each([
    ['GET /v1/customers/cus_none', 404, {}],
    ['GET /v1/payment_methods/pm_none', 404, {}],
    ['POST /v1/payment_methods/pm_none/attach', 404, { customer: 'cus_none' }],
    ['POST /v1/payment_methods/pm_card_visa/attach', 400, { customer: 'cus_none' }],
    ['POST /v1/payment_methods', 400, { type: 'card', 'card[token]': 'tok_none' }],
  ])('that are not there are missing: %s', async (request, status, form) => {
    expect(await aSimulator().call(request, { form })).toMatchObject({
      status,
      body: { error: { code: 'resource_missing' } },
    });
  });

  it('never take a card number', async () => {
    const form = { type: 'card', 'card[token]': 'tok_visa', 'card[number]': '4242424242424242' };

    expect(await aSimulator().call('POST /v1/payment_methods', { form })).toMatchObject({ status: 400 });
  });
});
