import type { InvocationSeen, Observation } from '../../local/order-memory.ts';
import type { Bar, Evidence, Lane } from '../contract/order-views.ts';
import { shortFunction } from './local-flow.ts';
import type { LogLine, OrderFacts } from './order-facts.ts';
import { paymentBars } from './payment-bars.ts';
import { momentBar, type NewBar, orderBars } from './row-bars.ts';

/** What happened to an order, as bars over time: from the rows and receipts, and from what the local run has seen. */
export function timelineBars(facts: OrderFacts): Bar[] {
  const { view, seen, deadLetters } = facts;
  const bars = [
    ...orderBars(view.order, seen),
    ...(view.payment ? paymentBars(view.payment, seen) : []),
    ...seen.filter(isInvocation).flatMap((invocation) => invocationBars(invocation, facts)),
    ...deadLetters.map(
      ({ consumer, topic, partition, offset, error, message, lastFailedAt }): NewBar => ({
        ...momentBar('quarantine', lastFailedAt ?? view.order.placedAt, 'failed'),
        title: `${consumer} put it into quarantine`,
        detail: `${error}: ${message} (${topic} ${partition}/${offset})`,
        evidence: [],
      }),
    ),
  ];
  return bars
    .sort((one, other) => one.from - other.from)
    .map((bar, index) => ({ id: `${bar.lane.replaceAll(' ', '-')}-${index}`, ...bar }));
}

const isInvocation = (seen: Observation): seen is InvocationSeen => seen.kind === 'invocation';

/** The lane of what each function does. */
const LANE_OF: Readonly<Record<string, Lane>> = {
  'order-api': 'accepted',
  'order-publisher': 'publish',
  'payment-processor': 'delivery',
  'payment-canceller': 'cancel and refund',
  'payment-gateway-simulator': 'charge',
  'payment-publisher': 'settle',
  'status-updater': 'status',
  quarantine: 'quarantine',
};

function invocationBars(seen: InvocationSeen, facts: OrderFacts): NewBar[] {
  const name = shortFunction(seen.functionName);
  const lane = LANE_OF[name];
  // Somebody looking at the order is no part of its life.
  if (lane === undefined || isLook(seen)) return [];
  const bar: NewBar = {
    lane,
    from: seen.from,
    until: seen.until,
    outcome: outcomeOf(seen, facts.seen),
    title: titleOf(name, seen),
    detail: seen.error ?? placeOf(seen),
    evidence: [...exchange(seen), ...logsOf(seen, facts.logs)],
  };
  return name === 'order-publisher' ? [streamRead(seen), bar] : [bar];
}

const streamRead = (seen: InvocationSeen): NewBar => ({
  ...momentBar('stream read', seen.from, seen.delivery > 1 ? 'duplicate' : 'ok'),
  title: seen.delivery > 1 ? `The stream's record is read again (${seen.delivery})` : "The table's stream brings it",
  detail: placeOf(seen),
  evidence: [],
});

const isLook = ({ about }: InvocationSeen) => about.kind === 'request' && about.method === 'GET';

function titleOf(name: string, { about, delivery, outcome }: InvocationSeen): string {
  if (about.kind === 'request') return `${about.method} ${about.path}`;
  const times = delivery > 1 ? `, delivery ${delivery}` : '';
  return `${name}${times}${outcome === 'failed' ? ' failed; it will be tried again' : ''}`;
}

function placeOf({ about }: InvocationSeen): string {
  if (about.kind === 'kafka-record') return `${about.topic} ${about.partition}/${about.offset}`;
  return about.kind === 'stream-record' ? `${about.table}, sequence number ${about.sequenceNumber}` : '';
}

/** A record that its function had processed before takes no effect. */
function outcomeOf(seen: InvocationSeen, all: readonly Observation[]): Bar['outcome'] {
  if (seen.outcome === 'failed') return 'failed';
  if (shortFunction(seen.functionName) !== 'payment-processor') return 'ok';
  const earlier = all.some(
    (one) =>
      isInvocation(one) && one.functionName === seen.functionName && one.outcome === 'ok' && one.until <= seen.from,
  );
  return earlier ? 'duplicate' : 'ok';
}

function exchange({ about, response }: InvocationSeen): Evidence[] {
  if (about.kind !== 'request') return [];
  return [
    { title: 'Request', kind: 'text', content: `${about.method} ${about.path}\n\n${readable(about.body)}` },
    { title: 'Response', kind: 'json', content: response ?? null },
  ];
}

/** Form-encoded parameters, as the gateway wants them, one a line. */
const readable = (body: string) =>
  body.startsWith('{') ? body : [...new URLSearchParams(body)].map(([name, value]) => `${name}=${value}`).join('\n');

/** A function writes its line before it returns; clocks of processes on one machine agree to the millisecond. */
const CLOCK_MS = 5;

function logsOf({ functionName, from, until }: InvocationSeen, logs: readonly LogLine[]): Evidence[] {
  const own = logs.filter(
    (line) => line.functionName === functionName && line.at >= from - CLOCK_MS && line.at <= until + CLOCK_MS,
  );
  return own.length === 0
    ? []
    : [
        {
          title: `Log of ${shortFunction(functionName)}`,
          kind: 'text',
          content: own.map(({ line }) => line).join('\n'),
        },
      ];
}
