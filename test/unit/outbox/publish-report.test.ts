import { describe, expect, it } from 'vitest';
import type { EventEntry } from '../../../functions/outbox/outbox.ts';
import { publishReport } from '../../../functions/outbox/outbox-handler.ts';
import { publishMetrics } from '../../../functions/platform/telemetry.ts';
import { orderIdOf } from '../../doubles/order-builders.ts';
import { anEventEntry } from '../../doubles/record-builders.ts';
import { logsOf } from '../../harness/captured-logs.ts';

/** The metrics of publications, acknowledged so many milliseconds after their orders were placed. */
async function metricsOf(...publications: readonly { readonly entry?: EventEntry; readonly after: number }[]) {
  const lines = await logsOf(async () => {
    for (const { entry = anEventEntry(), after } of publications) {
      const acknowledgedAt = new Date(Date.parse(entry.event.headers.ce_time) + after).toISOString();
      publishReport('orderId').published(entry, { topic: entry.event.topic, partition: 4, offset: 17, acknowledgedAt });
    }
    publishMetrics();
  });
  return lines.at(-1);
}

describe('report a publication', () => {
  it('measures each from the placing of the order to the acknowledgement', async () => {
    expect(await metricsOf({ after: 120 }, { after: 480 })).toMatchObject({
      EventsPublished: 2,
      PublishLagMilliseconds: [120, 480],
    });
  });

  it('measures none below 0, whatever two clocks say', async () => {
    expect(await metricsOf({ after: -5 })).toMatchObject({ PublishLagMilliseconds: 0 });
  });

  it('counts a requeued event, and does not measure it: its order may have been placed weeks ago', async () => {
    const metrics = await metricsOf({ entry: { ...anEventEntry(), requeues: 1 }, after: 86_400_000 });

    expect(metrics).toMatchObject({ EventsPublished: 1 });
    expect(metrics).not.toHaveProperty('PublishLagMilliseconds');
  });
});

describe('log a publication', () => {
  const receipt = { topic: 'orders', partition: 4, offset: 17, acknowledgedAt: '2026-01-01T00:00:00.000Z' };

  it.each([
    [0, 'DEBUG'],
    [1, 'INFO'],
  ])('is for stages that log each event, except for one that was requeued: %i times', async (requeues, level) => {
    const logs = await logsOf(async () => publishReport('orderId').published({ ...anEventEntry(), requeues }, receipt));

    expect(logs).toMatchObject([{ message: 'published', level, receipt }]);
  });
});

describe('report what was not published', () => {
  it('counts, with row and reason, what can never be published', async () => {
    const poison = { kind: 'poison', rowKey: orderIdOf(1), reason: 'the event has 2000000 bytes' } as const;

    const lines = await logsOf(async () => {
      publishReport('orderId').refused(poison);
      publishReport('orderId').failed(poison, new Error('throttled'));
      publishMetrics();
    });

    const { rowKey, reason } = poison;
    expect(lines).toMatchObject([
      { rowKey, reason },
      { rowKey, reason },
      { EventsRefused: 1, PublicationsFailed: 1 },
    ]);
  });

  it.each([
    ['not published, will be retried', () => publishReport('orderId').failed(anEventEntry(), new Error('no broker'))],
    [
      'published, but its receipt is not recorded',
      () => publishReport('orderId').receiptFailed(anEventEntry(), new Error('throttled')),
    ],
  ])('%s: with order, event and trace', async (message, report) => {
    expect(await logsOf(async () => report())).toMatchObject([
      {
        message,
        orderId: orderIdOf(1),
        eventId: `${orderIdOf(1)}.order-placed.1`,
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      },
    ]);
  });
});
