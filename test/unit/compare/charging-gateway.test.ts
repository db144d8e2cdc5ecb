import { afterEach, describe, expect, it } from 'vitest';
import { type AfterCharge, type ChargingGateway, startChargingGateway } from '../../../compare/charging-gateway.ts';

let gateway: ChargingGateway;
afterEach(() => gateway.stop());

const ORDER = { orderId: 'ord-1', eventId: 'ord-1.order-placed', tenant: 'tenant-1', amount: 1250, currency: 'EUR' };

async function started(afterCharge: AfterCharge = () => 'answer') {
  gateway = await startChargingGateway(afterCharge);
  return (key: string) =>
    fetch(`${gateway.url}/charges`, {
      method: 'POST',
      headers: { 'idempotency-key': key },
      body: JSON.stringify(ORDER),
    });
}

describe('the gateway of the compared systems', () => {
  it('charges once for a key, and once more for another', async () => {
    const charge = await started();
    const answers = [await charge('a'), await charge('a'), await charge('b')];

    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    expect(bodies).toEqual(['pi_1', 'pi_1', 'pi_2'].map((id) => ({ id })));
    expect(gateway.ledger).toMatchObject([
      { intentId: 'pi_1', orderId: 'ord-1', captures: 1, capturedAmount: 1250 },
      { intentId: 'pi_2', orderId: 'ord-1', captures: 1, capturedAmount: 1250 },
    ]);
  });

  it('has charged where its answer is lost, and loses only the first answer of an order', async () => {
    const charge = await started(() => 'lose-answer');

    await expect(charge('a')).rejects.toThrow();
    expect(gateway.ledger).toHaveLength(1);
    expect((await charge('a')).status).toBe(200);
    expect(gateway.ledger).toHaveLength(1);
  });
});
