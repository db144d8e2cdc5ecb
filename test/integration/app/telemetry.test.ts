import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod/mini';
import { METRICS } from '../../../functions/contracts/metrics.ts';
import { addedConsumers } from '../../harness/added-parts.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);
const TRACE = '7bf92f3577b34da6a3ce929d0e0e4737';

/** What the functions have logged so far, a list for each file. */
function logLines() {
  const folder = join(app.dataDir, 'logs');
  const files = readdirSync(folder).filter((file) => file.endsWith('.log'));
  return files.flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => z.parse(z.record(z.string(), z.unknown()), JSON.parse(line))),
  );
}

const Emf = z.object({
  service: z.string(),
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ),
  }),
});

const measured = () =>
  logLines()
    .filter((line) => '_aws' in line)
    .flatMap((line) => {
      const { service, _aws } = z.parse(Emf, line);
      return _aws.CloudWatchMetrics.map((directive) => ({ service, ...directive }));
    });

const PAID_ORDER = [
  'order-api OrdersPlaced',
  'order-publisher StreamRecordAgeSeconds',
  'order-publisher EventsPublished',
  'order-publisher PublishLagMilliseconds',
  'payment-processor ChargeMilliseconds',
  'payment-processor PaymentsCaptured',
  'payment-publisher EventsPublished',
  'payment-publisher PublishLagMilliseconds',
  'status-updater StatusesUpdated',
];

describe('what the functions measure', () => {
  it('has no dimension but the service, and is in the contract; an order that is paid is measured at each step', async () => {
    await orders.waitForStatus(await orders.place(), 'PAID');
    const names = () => measured().flatMap(({ service, Metrics }) => Metrics.map(({ Name }) => `${service} ${Name}`));
    await waitFor(() => PAID_ORDER.every((name) => names().includes(name)), { within: 20_000, what: 'every metric' });

    const promised = new Set(
      Object.entries(METRICS).flatMap(([service, all]) => all.map((name) => `${service} ${name}`)),
    );
    expect(names().filter((name) => !promised.has(name))).toEqual([]);
    for (const { Namespace, Dimensions } of measured()) {
      expect([Namespace, Dimensions]).toEqual(['chargeonce/dev', [['service']]]);
    }
  });
});

describe("one order's life in the logs", () => {
  it('is found by its id in every function that it went through, and each of these lines has its trace', async () => {
    const orderId = await orders.place('pm_card_visa', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
    await orders.waitForStatus(orderId, 'PAID');
    const lines = () =>
      logLines().filter((line) => JSON.stringify(line).includes(orderId) && line['message'] !== 'request');
    const services = () => new Set(lines().map(({ service }) => service));
    const through = ['order-publisher', 'payment-processor', 'payment-publisher', 'status-updater'];
    await waitFor(() => through.every((name) => services().has(name)), { within: 20_000, what: 'a line of each' });

    const added: unknown[] = addedConsumers.map(({ name }) => name);
    expect(lines().filter(({ service }) => !added.includes(service))).toHaveLength(5);
    for (const line of lines()) expect(line).toMatchObject({ orderId, traceId: TRACE, eventId: expect.any(String) });
    const placed = logLines().find((line) => line['orderId'] === orderId && line['outcome'] === 'placed');
    expect(placed).toMatchObject({ service: 'order-api', status: 202, traceId: TRACE });
  });
});
