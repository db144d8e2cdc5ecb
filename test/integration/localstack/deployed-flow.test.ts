import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { OrderView } from '../../../cli/ops/order-view.ts';
import { CONSUMER_NAMES } from '../../../functions/contracts/events.ts';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { clientAt } from '../../harness/app-kafka.ts';
import { copyCheckout } from '../../harness/checkout-copy.ts';
import { type DeployedStage, deployTestStage } from '../../harness/emulator/deployed-stage.ts';
import { paidTogether } from '../../harness/emulator/paid-together.ts';
import { leaveSomething, whatIsThere } from '../../harness/emulator/what-is-there.ts';
import { runAuditorAt, runOpsAt } from '../../harness/run-ops.ts';
import { asAdmin, readTestTopic } from '../../harness/test-topics.ts';
import { sendRecords } from '../../harness/topic-records.ts';
import { waitFor } from '../../harness/wait-for.ts';

const brokers = inject('kafkaBrokers');
const TOPIC = 'emulator.orders.order-placed.v1';
let stage: DeployedStage;

beforeAll(async () => {
  stage = await deployTestStage({ ...inject('emulator'), brokers, stage: 'emulator' });
}, 600_000);
afterAll(() => stage?.stop());

describe('a stage deployed from nothing to an AWS emulator', () => {
  it('takes an order at its API Gateway, and pays it once', async () => {
    const orderId = await stage.place();

    const order = await stage.waitForStatus(orderId, 'PAID');

    expect(order.event.receipt).toMatchObject({ topic: TOPIC });
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

  it.each(['pm_processing', 'pm_error_500_sticky'])(
    'pays all others while one payment is not decided: %s',
    { timeout: 300_000 },
    async (paymentMethod) => {
      await stage.place(paymentMethod);

      console.log(`Beside ${paymentMethod}: ${await paidTogether(stage, inject('emulator').endpoint, 60)}`);
    },
  );

  it('puts what can not be read into quarantine, between orders that are paid', async () => {
    const before = await stage.place();
    const value = Buffer.from('{"orderId":"ord_');

    await sendRecords(clientAt(brokers), TOPIC, [
      { value, headers: { ce_type: 'chargeonce.order.placed.v1', ce_id: 'an-id' } },
    ]);
    const after = await stage.place();

    for (const orderId of [before, after]) await stage.waitForStatus(orderId, 'PAID');
    const [quarantined] = await waitFor(
      async () => {
        const records = await readTestTopic(`${TOPIC}.payment-processor.dlq`);
        return records.length > 0 ? records : undefined;
      },
      { within: 20_000, what: 'the quarantined record' },
    );
    expect(quarantined?.value).toEqual(value);
  });
});

describe("the operator's commands at a deployed stage", () => {
  const at = { endpoint: inject('emulator').endpoint, stage: 'emulator' };

  it('show an order from end to end, with the very record of its receipt', async () => {
    const orderId = await stage.place();
    const { event } = await stage.waitForStatus(orderId, 'PAID');

    const { code, data } = await runOpsAt<OrderView>(at, 'order', orderId);

    expect(code).toBe(0);
    expect(data).toMatchObject({
      payment: { state: 'CAPTURED' },
      record: { partition: event.receipt?.partition, offset: event.receipt?.offset },
      gateway: { intents: [{ status: 'succeeded' }] },
      contradictions: [],
    });
  });

  it('tell how far the consumers are, and run the reconciler; the auditor reads what it must', async () => {
    const groups = CONSUMER_NAMES.map((consumer) => ({ group: `emulator.${consumer}` }));
    expect(await runOpsAt(at, 'lag')).toMatchObject({ code: 0, data: groups });
    expect(await runOpsAt(at, 'reconcile')).toMatchObject({ code: 0, data: { failures: 0, complete: true } });
    expect(await runAuditorAt(at)).toEqual({ audits: 1, orders: 0, complete: true });
  });

  it('refuse to put back what its consumer still can not read', async () => {
    const { code, data } = await runOpsAt(at, 'redrive', '--consumer', 'payment-processor');

    expect(code).toBe(1);
    expect(data).toMatchObject({ redriven: 0, refused: [{ reason: expect.stringContaining('InvalidJson') }] });
  });
});

describe('a deployment of a changed function', () => {
  it('changes what is answered, and loses no order that is placed meanwhile', async () => {
    const copy = copyCheckout();
    copy.edit('functions/order-api/openapi.ts', "title: 'chargeonce orders'", "title: 'deployed anew'");
    const placed = [await stage.place()];

    const deployment = stage.deployAgain(copy.root);
    for (let count = 0; count < 10; count++) placed.push(await stage.place());
    await deployment;
    placed.push(await stage.place());

    const { body } = await stage.call<{ readonly info: { readonly title: string } }>('/openapi.json');
    expect(body.info.title).toBe('deployed anew');
    for (const orderId of placed) {
      await stage.waitForStatus(orderId, 'PAID');
      expect(await stage.captures(orderId)).toHaveLength(1);
    }
    copy.remove();
  }, 600_000);
});

describe('npm run smoke', () => {
  it('places an order, sees it paid, and finds its record, its repetition and its one charge', async () => {
    const { code, stdout } = await stage.smoke();

    expect(stdout).toContain('Stage emulator works.');
    expect(code).toBe(0);
  });

  it('tells by its exit code that an order was not paid', async () => {
    const { code, stdout } = await stage.smoke('--payment-method', 'pm_card_chargeDeclined');

    expect(stdout).toContain('Stage emulator does NOT work: paid, charged once');
    expect(code).toBe(1);
  });
});

describe('a second stage beside the first', () => {
  let second: DeployedStage;

  beforeAll(async () => {
    second = await deployTestStage({ ...inject('emulator'), brokers, stage: 'emulator-2' });
  }, 600_000);

  it('has its own topics, orders and charges', async () => {
    const [here, there] = [await stage.place(), await second.place()];

    await stage.waitForStatus(here, 'PAID');
    const order = await second.waitForStatus(there, 'PAID');

    expect(order.event.receipt?.topic).toBe('emulator-2.orders.order-placed.v1');
    expect(await stage.captures(there)).toHaveLength(0);
    expect(await second.captures(there)).toHaveLength(1);
  });

  it('is deleted whole, and the first goes on', async () => {
    const { endpoint } = inject('emulator');
    const before = await whatIsThere(endpoint, 'emulator');
    const bucket = await leaveSomething(endpoint, await whatIsThere(endpoint, 'emulator-2'));

    const { code, stdout } = await second.destroy();

    expect(stdout).toContain(`emptied  ${bucket}  (1 objects)`);
    expect(code).toBe(0);
    expect(Object.values(await whatIsThere(endpoint, 'emulator-2')).flat()).toEqual([]);
    expect(await whatIsThere(endpoint, 'emulator')).toEqual(before);
    const topics = await asAdmin((admin) => admin.listTopics());
    expect(topics.filter((topic) => topic.startsWith('emulator-2.'))).toEqual([]);
    await stage.waitForStatus(await stage.place(), 'PAID');
  });
});
