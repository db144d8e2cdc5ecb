import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { OrderStep } from '../../local/order-progress.ts';
import { runApp } from '../../local/run-app.ts';
import { readSettings } from '../../local/settings.ts';
import { anOrderRequest } from '../doubles/order-builders.ts';
import { recordsOf } from './app-kafka.ts';
import { paymentsTable } from './app-tables.ts';
import { ordersClient } from './orders-client.ts';
import { runRetrier } from './run-ops.ts';
import { freePorts } from './running-app.ts';
import { waitFor } from './wait-for.ts';

/** A whole system in the test's own process, where its faults and processes are at hand. */
export async function appWithFaults() {
  const folder = mkdtempSync(join(tmpdir(), 'chargeonce-faults-'));
  const ports = Object.entries(await freePorts()).map(([name, port]) => [name, String(port)]);
  const settings = readSettings({ ...Object.fromEntries(ports), CHARGEONCE_DATA_DIR: folder });
  const [messages, steps]: [string[], OrderStep[]] = [[], []];
  const log = (message: string) => void messages.push(message);
  const notify = (step: OrderStep) => void steps.push(step);
  const app = await runApp({ settings, fresh: true, inMemory: true, inspect: undefined, notify, log });
  const orders = ordersClient(settings);
  const processNamed = (name: string) =>
    app.processes.list().find((process) => process.name === name) ?? expect.fail(`${name} is not listed`);
  return {
    ...app,
    orders,
    messages,
    payments: paymentsTable(settings),
    processNamed,
    /** Three orders, each sent again under its key where the API asks for that. */
    placeThree: () => Promise.all([1, 2, 3].map(() => placePatiently(orders))),
    /** Waits until each of them is paid, retrying parked payments as the schedule does each minute. */
    async assertPaidOnce(placed: readonly string[]) {
      const retries = setInterval(() => void runRetrier(settings).catch(() => undefined), 2_000);
      try {
        for (const orderId of placed) await orders.waitForStatus(orderId, 'PAID', 40_000);
      } finally {
        clearInterval(retries);
      }
      for (const orderId of placed) expect(await orders.captures(orderId)).toHaveLength(1);
    },
    /** Records in the topic beyond the first of each of these orders. */
    async copiesOf(placed: readonly string[]): Promise<number> {
      const records = (await recordsOf(settings, 'orders.order-placed.v1')).filter(({ key }) => placed.includes(key));
      return records.length - new Set(records.map(({ key }) => key)).size;
    },
    /** Milliseconds from the placing to the payment. */
    paidAfter: (orderId: string) => steps.find((step) => step.orderId === orderId && step.step === 'paid')?.after,
    async remove() {
      await app.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

export const until = <Value>(condition: () => Promise<Value> | Value, what: string) =>
  waitFor(condition, { within: 20_000, what });

const TRIES = 10;

async function placePatiently({ post }: ReturnType<typeof ordersClient>): Promise<string> {
  const headers = { 'idempotency-key': randomUUID() };
  for (let tries = 1; ; tries += 1) {
    const { status, body } = await post(anOrderRequest(), headers);
    if (status === 202) return body.orderId;
    if (status !== 503 || tries === TRIES) throw new Error(`POST /orders answered ${status} to try ${tries}`);
  }
}
