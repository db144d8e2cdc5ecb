import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { type DeployedStage, deployStage } from '../../harness/emulator/deployed-stage.ts';

let stage: DeployedStage;

beforeAll(async () => {
  stage = await deployStage({ ...inject('emulator'), brokers: inject('kafkaBrokers'), stage: 'emulator' });
}, 120_000);
afterAll(() => stage?.stop());

describe('a stage deployed from nothing to an endpoint that imitates AWS', () => {
  it('takes an order at its API Gateway, and pays it once', async () => {
    const orderId = await stage.place();

    const order = await stage.waitForStatus(orderId, 'PAID');

    expect(order.event.receipt).toMatchObject({ topic: 'emulator.orders.order-placed.v1' });
    expect(await stage.captures(orderId)).toHaveLength(1);
  });

  it('answers a repeated request with the same order, and charges it once', async () => {
    const key = randomUUID();
    const [first, second] = [await stage.post(anOrderRequest({}), key), await stage.post(anOrderRequest({}), key)];

    expect(second.body.orderId).toBe(first.body.orderId);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    await stage.waitForStatus(first.body.orderId, 'PAID');
    expect(await stage.captures(first.body.orderId)).toHaveLength(1);
  });

  it('declines what the gateway declines', async () => {
    const orderId = await stage.place('pm_card_chargeDeclined');

    await stage.waitForStatus(orderId, 'DECLINED');

    expect(await stage.captures(orderId)).toHaveLength(0);
  });
});
