import { describe, expect, inject, it } from 'vitest';
import { recordsOf } from '../../harness/app-kafka.ts';
import { ordersTable } from '../../harness/app-tables.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { readOutput } from '../../harness/running-app.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('an order', () => {
  it('is paid: it has a receipt, a payment and one charge', async () => {
    const orderId = await orders.place();

    const { event, payment } = await orders.waitForStatus(orderId, 'PAID');

    expect(event.receipt).toEqual({
      topic: 'orders.order-placed.v1',
      partition: expect.any(Number),
      offset: expect.any(Number),
      acknowledgedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const charges = await orders.captures(orderId);
    expect(charges).toEqual([expect.objectContaining({ amount: 1_250, currency: 'eur' })]);
    expect(payment).toEqual({
      state: 'CAPTURED',
      gatewayReference: charges[0]?.id,
      decidedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      declineCode: null,
    });
  });

  it('is told step by step', async () => {
    const orderId = await orders.place();

    const stepsOfOrder = () => readOutput(app.output).steps.filter((step) => step.orderId === orderId);
    await waitFor(() => stepsOfOrder().length === 3, { within: 20_000, what: 'the three steps' });

    const { event, payment } = (await orders.get(orderId)).body;
    const at = `${event.receipt?.topic} ${event.receipt?.partition}/${event.receipt?.offset}`;
    expect(stepsOfOrder()).toEqual([
      { orderId, step: 'placed', detail: '1250 EUR', after: 0 },
      { orderId, step: 'published', detail: at, after: expect.any(Number) },
      { orderId, step: 'paid', detail: payment?.gatewayReference, after: expect.any(Number) },
    ]);
  });

  it('is one trace from the request to the result', async () => {
    const orderId = await orders.place('pm_card_visa', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
    await orders.waitForStatus(orderId, 'PAID');

    const [placed] = (await recordsOf(app, 'orders.order-placed.v1')).filter(({ key }) => key === orderId);
    const [decided] = (await recordsOf(app, 'payments.payment-decided.v1')).filter(({ key }) => key === orderId);
    const [charge] = await orders.captures(orderId);

    const traceparents = [
      placed?.headers['traceparent'],
      charge?.metadata['traceparent'],
      decided?.headers['traceparent'],
    ];
    expect(traceparents).toEqual([1, 2, 3].map(() => expect.stringContaining(`00-${TRACE}-`)));
    expect(await ordersTable(app).row(orderId)).toMatchObject({ traceparent: traceparents[0] });
  });
});
