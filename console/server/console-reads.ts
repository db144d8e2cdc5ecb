import * as z from 'zod/mini';
import type { System } from '../../cli/ops/system.ts';
import type { RunningApp } from '../../local/run-app.ts';
import type { AuditEntry, DeadLetter, DeadLettersView } from '../contract/console-views.ts';
import type { Meta } from '../contract/live-events.ts';
import type { ConsoleRead } from './console-routes.ts';
import { deadLettersOf } from './dead-letters.ts';
import type { BookKeeper } from './keep-books.ts';
import type { LiveFeed } from './live-feed.ts';
import type { LiveHub } from './live-hub.ts';
import type { LocalKnowledge } from './order-facts.ts';
import { isOrderStatus, readOrders, readTimeline } from './order-reads.ts';
import { readPayments, readReviews } from './payment-reads.ts';
import { isTopicOf, readRecordsOf, readTopics } from './topic-reads.ts';

interface ReadsDeps {
  readonly system: System;
  readonly app: RunningApp | undefined;
  readonly knowledge: LocalKnowledge | undefined;
  readonly hub: LiveHub;
  readonly feed: LiveFeed;
  readonly keeper: BookKeeper;
  readonly audit: readonly AuditEntry[];
  readonly meta: Meta;
}

const Whole = z.pipe(
  z.string().check(z.regex(/^\d{1,15}$/)),
  z.transform((digits) => Number(digits)),
);
const Time = z.pipe(
  z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'It must be a time, e.g. 2026-01-31T12:00:00Z')),
  z.transform((text) => new Date(text)),
);
const limitOf = (usual: number) =>
  z._default(
    z.pipe(
      Whole,
      z.transform((limit) => Math.min(Math.max(limit, 1), 500)),
    ),
    usual,
  );
const Limit = limitOf(50);
/** An order that waits must not be hidden by others that do. */
const OrdersLimit = limitOf(200);

const OrdersQuery = z.object({
  id: z.optional(z.string().check(z.regex(/^ord_[\w-]{1,80}$/, 'It must be the id of an order, ord_…'))),
  status: z.optional(z.string().check(z.refine(isOrderStatus, 'There is no such status'))),
  customer: z.optional(z.string()),
  from: z.optional(Time),
  until: z.optional(Time),
  limit: OrdersLimit,
});
const RecordsQuery = z.object({
  partition: z.optional(Whole),
  offset: z.optional(Whole),
  from: z.optional(Time),
  key: z.optional(z.string()),
  limit: Limit,
});
const PaymentsQuery = z.object({ state: z.optional(z.string()) });
const LogQuery = z.object({ lines: z._default(Whole, 100) });

const inQuery = <Schema extends z.ZodMiniType>(schema: Schema, query: URLSearchParams): z.output<Schema> =>
  z.parse(schema, Object.fromEntries([...query].filter(([, value]) => value !== '')));

/** What the page reads, by the path below `/api/`. */
export function consoleReads(deps: ReadsDeps): Readonly<Record<string, ConsoleRead>> {
  const { system, app, knowledge, hub, feed, keeper, audit, meta } = deps;
  return {
    meta: async () => meta,
    samples: async () => hub.samples(),
    orders(query) {
      const { from, until, ...wanted } = inQuery(OrdersQuery, query);
      return readOrders(system, { ...wanted, from: from?.toISOString(), until: until?.toISOString() });
    },
    'orders/:id': (_query, id) => readTimeline(system, id, knowledge),
    topics: () => readTopics(system, feed.lags(), feed.lagHistory),
    'topics/:id/records': async (query, topic) => {
      if (!isTopicOf(system, topic)) return undefined;
      const { from, ...wanted } = inQuery(RecordsQuery, query);
      return readRecordsOf(system, { ...wanted, topic, from: from?.getTime() });
    },
    payments: (query) => readPayments(system, inQuery(PaymentsQuery, query).state),
    reviews: () => readReviews(system),
    'dead-letters': async () => grouped(await deadLettersOf(system, keeper.books.wasPutBack)),
    audit: async () => audit.toReversed(),
    'processes/:id/log': async (query, name) => {
      if (!app?.processes.list().some((known) => known.name === name)) return undefined;
      return { lines: app.processes.log(name, inQuery(LogQuery, query).lines) };
    },
  };
}

const MOST_RECORDS = 500;

function grouped(letters: readonly DeadLetter[]): DeadLettersView {
  const groups = Map.groupBy(letters, ({ consumer, error }) => JSON.stringify([consumer, error]));
  return {
    groups: [...groups.values()].flatMap(([first, ...others]) =>
      first === undefined ? [] : [{ consumer: first.consumer, error: first.error, count: 1 + others.length }],
    ),
    records: letters.slice(0, MOST_RECORDS),
  };
}
