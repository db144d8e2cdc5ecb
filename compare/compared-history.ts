import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { MariaDb } from '../cli/interop/mariadb.ts';
import { type FinalOrder, OrderState, type StoredEvent } from '../proof/history/history.ts';
import { readAllRecords } from '../test/harness/topic-records.ts';
import { ComparedEvent } from './compared-event.ts';
import type { CompareOptions } from './compared-systems.ts';
import type { StartedParts } from './started-parts.ts';

const ROWS = `SELECT order_id, tenant, amount, currency, status, ROUND(UNIX_TIMESTAMP(placed_at) * 1000),
  IFNULL(ROUND(UNIX_TIMESTAMP(settled_at) * 1000), '') FROM shop.orders`;

/** The rows of the orders as they are at the end. */
export async function comparedRows(database: MariaDb): Promise<FinalOrder[]> {
  return (await database.query(ROWS)).map(
    ([orderId = '', tenant = '', amount, currency = '', status, placed, settled]) => {
      const bodyHash = JSON.stringify({ orderId, tenant, amount: Number(amount), currency });
      return {
        ...{ orderId, tenant, amount: Number(amount), currency, bodyHash, placedAt: Number(placed) },
        status: z.parse(OrderState, status),
        ...(settled && { settledAt: Number(settled) }),
      };
    },
  );
}

/** Every record of the topic, from its first offset. */
export async function comparedTopic({ kafka, topic }: StartedParts): Promise<StoredEvent[]> {
  return (await readAllRecords(kafka, topic)).map(({ partition, offset, key, value }) => ({
    ...{ topic, partition, offset, key: key?.toString() ?? null, type: 'order-placed' as const },
    ...z.parse(ComparedEvent, JSON.parse(value?.toString() ?? 'null')),
  }));
}

const LOOK_MS = 1_000;
/** Longer than any of these systems waits by itself: Debezium's reader connects again after a minute. */
const STILL_MS = 80_000;
/** Records that come again may be charged still. */
const PAID_STILL_MS = 15_000;
/** Of what moves all the time: under many faults the service that charges is behind for long. */
const REST_WITHIN_MS = 3_600_000;

/** Waits until every order is paid, or nothing has moved for a while: what is not paid then never will be. */
export async function waitUntilStill(
  { database, gateway, kafka, topic }: StartedParts,
  { report, signal }: CompareOptions,
) {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const begun = Date.now();
    let [before, since] = ['', begun];
    let isPaid = false;
    while (Date.now() - since < (isPaid ? PAID_STILL_MS : STILL_MS) && Date.now() - begun < REST_WITHIN_MS) {
      const open = (await database.query("SELECT COUNT(*) FROM shop.orders WHERE status = 'PLACED'"))[0]?.[0];
      const offsets = await admin.fetchTopicOffsets(topic);
      const now = JSON.stringify([open, gateway.ledger.length, offsets.map(({ high }) => high)]);
      isPaid = open === '0';
      if (now !== before) [before, since] = [now, Date.now()];
      report(`${open} orders are open, ${gateway.ledger.length} charges`);
      await delay(LOOK_MS, undefined, { signal });
    }
  } finally {
    await admin.disconnect();
  }
}
