import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TopicView } from '../../../console/contract/console-views.ts';
import type { Meta } from '../../../console/contract/live-events.ts';
import type { OrderTimeline } from '../../../console/contract/order-views.ts';
import { deployedConsole } from '../../harness/emulator/deployed-console.ts';
import { type DeployedStage, deployTestStage } from '../../harness/emulator/deployed-stage.ts';

const STAGE = 'console';
const TOPIC = `${STAGE}.orders.order-placed.v1`;
let stage: DeployedStage;

beforeAll(async () => {
  stage = await deployTestStage({ ...inject('emulator'), brokers: inject('kafkaBrokers'), stage: STAGE });
}, 600_000);
afterAll(() => stage?.stop());

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
