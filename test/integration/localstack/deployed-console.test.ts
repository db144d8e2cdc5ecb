import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { endpointEnvironment } from '../../../cli/aws/endpoint-environment.ts';
import type { TopicView } from '../../../console/contract/console-views.ts';
import type { Meta } from '../../../console/contract/live-events.ts';
import type { OrderTimeline } from '../../../console/contract/order-views.ts';
import { deployedConsole } from '../../harness/emulator/deployed-console.ts';
import { type DeployedStage, deployTestStage } from '../../harness/emulator/deployed-stage.ts';
import { followOrders } from '../../harness/followed-orders.ts';
import { runChargeonce } from '../../harness/run-chargeonce.ts';

const STAGE = 'console';
const TOPIC = `${STAGE}.orders.order-placed.v1`;
let stage: DeployedStage;

beforeAll(async () => {
  stage = await deployTestStage({ ...inject('emulator'), brokers: inject('kafkaBrokers'), stage: STAGE });
}, 600_000);
afterAll(() => stage?.stop());

describe('a deployed stage at the command line', () => {
  const env = () => endpointEnvironment(inject('emulator').endpoint);

  it('is found well by the doctor', async () => {
    const { code, stdout } = await runChargeonce(env(), 'doctor', '--stage', STAGE, '--json');

    expect({ code, checks: JSON.parse(stdout).checks }).toEqual({
      code: 0,
      checks: expect.arrayContaining([
        { what: 'AWS credentials', outcome: 'ok', found: expect.stringContaining(' in account ') },
        { what: `stage ${STAGE}`, outcome: 'ok', found: expect.stringContaining('deployed in us-east-1') },
        { what: 'clock against AWS', outcome: 'ok', found: expect.stringMatching(/^\d+ s apart$/) },
      ]),
    });
  });

  it('has its orders followed by tail, step by step, until Ctrl-C', { timeout: 120_000 }, async () => {
    const { isReady, shows, end } = followOrders(env(), '--stage', STAGE, '--every', '1');
    await isReady();

    const orderId = await stage.place();

    await shows(`${orderId}  placed `);
    await shows(`${orderId}  published `);
    await shows(`${orderId}  paid `);
    expect(await end()).toBe(0);
  });
});

describe('the console of a deployed stage', () => {
  it("shows an order's life and the topics, and changes nothing", async () => {
    const orderId = await stage.place();
    await stage.waitForStatus(orderId, 'PAID');
    const { call, stop } = await deployedConsole({ endpoint: inject('emulator').endpoint, stage: STAGE });

    const { body: meta } = await call<Meta>('/api/meta');
    const { body: timeline } = await call<OrderTimeline>(`/api/orders/${orderId}`);
    const { body: topics } = await call<readonly TopicView[]>('/api/topics');
    const { status } = await call('/api/reconcile', { method: 'POST' });

    expect(meta).toMatchObject({ stage: STAGE, isLocal: false, writes: false, faults: [] });
    expect(timeline).toMatchObject({ order: { orderId, status: 'PAID' }, findings: [], receipt: { topic: TOPIC } });
    expect(timeline.bars.map(({ lane }) => lane)).toEqual(expect.arrayContaining(['accepted', 'receipt', 'settle']));
    expect(topics.find(({ topic }) => topic === TOPIC)?.partitions).toHaveLength(6);
    expect(status).toBe(403);
    expect(await stop()).toBe(0);
  });
});
