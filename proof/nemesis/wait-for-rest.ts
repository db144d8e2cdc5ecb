import { setTimeout as delay } from 'node:timers/promises';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { CONSUMERS, EVENTS } from '../../functions/contracts/events.ts';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import { DUE_PAYMENTS } from '../../functions/contracts/payment-row.ts';
import { runReconciler, runRetrier } from '../../test/harness/run-ops.ts';
import type { NemesisSystem } from './nemesis-system.ts';
import { scanTable } from './scan-table.ts';
import { committedBy } from './seen-commits.ts';

interface RestOptions {
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly within: number;
}

const RETRIER_MS = 2_000;
const RECONCILER_MS = 8_000;
const LOOK_MS = 1_500;
/** So many open orders at most may wait for a person, or it is not worth reading them one by one. */
const FEW = 500;

/**
 * Retrier and reconciler as their schedules run them, only more often; until the answer is called. Never two runs at once: together
 * they would keep a gateway busy with requests that nobody waits for any more.
 */
export function startSchedulesOften({ settings }: Pick<NemesisSystem, 'settings'>): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const repeat = async (run: () => Promise<unknown>, pause: number) => {
    while (!signal.aborted) {
      // Either may fail while the brokers or the gateway do; the next run finds the same rows.
      await run().catch(() => undefined);
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  };
  const repeated = [
    repeat(() => runRetrier(settings), RETRIER_MS),
    repeat(() => runReconciler(settings), RECONCILER_MS),
  ];
  return async () => {
    stopping.abort();
    await Promise.all(repeated);
  };
}

/** Waits until nothing is under way any more. @returns whether that was in time. */
export async function waitForRest(system: NemesisSystem, { report, signal, within }: RestOptions): Promise<boolean> {
  const deadline = Date.now() + within;
  let saidAt = 0;
  for (;;) {
    const waiting = await whatWaits(system).catch((error: unknown) => `nobody could say: ${String(error)}`);
    if (waiting === undefined) return true;
    if (Date.now() > deadline) return false;
    if (Date.now() - saidAt > 5_000) {
      saidAt = Date.now();
      report(`waits for rest: ${waiting}${inFlight(system)}`);
    }
    await delay(LOOK_MS, undefined, { signal });
  }
}

/** Which functions are at work: one that never ends holds up what follows it. */
function inFlight({ app }: NemesisSystem): string {
  const busy = app.processes
    .list()
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => ({ name, count: app.recorder.activity(`chargeonce-dev-${name}`).inFlight }))
    .filter(({ count }) => count > 0);
  return busy.length === 0 ? '' : `; at work: ${busy.map(({ name, count }) => `${count} ${name}`).join(', ')}`;
}

const Open = z.object({ orderId: z.string() });
const Waiting = z.object({ status: z.string(), publishFailure: z.optional(z.unknown()) });

async function whatWaits(system: NemesisSystem): Promise<string | undefined> {
  const { dynamo, tables, kafka } = system;
  const open = await scanTable(dynamo, { TableName: tables.orders, IndexName: OPEN_ORDERS.index });
  if (open.length > FEW) return `${open.length} open orders`;
  const orderIds = open.map((row) => z.parse(Open, row).orderId);
  const areMoving = await Promise.all(orderIds.map((orderId) => isMoving(system, orderId)));
  const moving = orderIds.filter((_orderId, place) => areMoving[place]);
  if (moving.length > 0) return `${moving.length} open orders, as ${moving[0]}`;
  const due = await scanTable(dynamo, { TableName: tables.payments, IndexName: DUE_PAYMENTS.index });
  if (due.length > 0) return `${due.length} due payments`;
  const lag = await lagOf(kafka);
  return lag > 0 ? `${lag} records that are not read` : undefined;
}

/** Not waiting for a person. */
async function isMoving({ dynamo, tables }: NemesisSystem, orderId: string): Promise<boolean> {
  const { Item } = await dynamo.getItem({ TableName: tables.orders, Key: { orderId: { S: orderId } } });
  const { data } = z.safeParse(Waiting, Item && unmarshall(Item));
  return data !== undefined && data.status !== 'IN_REVIEW' && data.publishFailure === undefined;
}

async function lagOf(kafka: NemesisSystem['kafka']): Promise<number> {
  const admin = kafka.admin({ retry: { retries: 2 } });
  await admin.connect();
  try {
    const committed = await committedBy(admin);
    const lags = Object.values(CONSUMERS).map(async ({ name, event }) => {
      const ends = await admin.fetchTopicOffsets(EVENTS[event].topic);
      const own = new Map(committed.filter(({ group }) => group === name).map((c) => [c.partition, c.offset]));
      return ends.reduce((sum, { partition, high }) => sum + Number(high) - (own.get(partition) ?? 0), 0);
    });
    return (await Promise.all(lags)).reduce((sum, lag) => sum + lag, 0);
  } finally {
    await admin.disconnect();
  }
}
