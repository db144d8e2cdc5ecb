import { describe, expect, it } from 'vitest';
import { aSimulator, refusedIn } from './a-simulator.ts';

describe('a payment that is processing', () => {
  it.each([
    ['pm_processing', 'succeeded', 1_250],
    ['pm_processing_fails', 'requires_payment_method', 0],
  ])('ends by itself after ten seconds: %s', async (payment_method, status, amount_received) => {
    const { anIntent, about, letPass } = aSimulator();
    const intent = about(await anIntent({ payment_method }));
    expect((await intent.confirm()).body).toMatchObject({ status: 'processing', amount_received: 0 });

    letPass(9.9);
    expect(await intent.retrieve()).toMatchObject({ status: 'processing' });
    letPass(0.1);
    expect(await intent.retrieve()).toMatchObject({ status, amount_received });
  });

  it.each([
    ['succeed', 'succeeded'],
    ['fail', 'requires_payment_method'],
  ])('ends at once when a test wants it to %s', async (outcome, status) => {
    const { anIntent, about } = aSimulator();
    const intent = about(await anIntent({ payment_method: 'pm_processing' }));
    expect(await intent.settle(outcome)).toMatchObject(refusedIn('requires_confirmation'));
    await intent.confirm();

    expect((await intent.settle(outcome)).body).toMatchObject({ status });
    expect(await intent.retrieve()).toMatchObject({ status });
  });

  it('can neither be confirmed nor canceled meanwhile', async () => {
    const { anIntent, about } = aSimulator();
    const intent = about(await anIntent({ payment_method: 'pm_processing' }));
    await intent.confirm();

    expect(await intent.confirm()).toMatchObject(refusedIn('processing'));
    expect(await intent.cancel()).toMatchObject(refusedIn('processing'));
  });

  it('is over also for a cancellation that comes later', async () => {
    const { anIntent, about, letPass } = aSimulator();
    const intent = about(await anIntent({ payment_method: 'pm_processing' }));
    await intent.confirm();
    letPass(10);

    expect(await intent.cancel()).toMatchObject(refusedIn('succeeded'));
  });
});
