import { seeded } from '../kafka-losses/seeded.ts';
import { type EventClock, eventClock } from './event-clock.ts';
import { type FlowSettings, SOURCES, type SourceName, type Work } from './flow-settings.ts';
import {
  BATCH,
  type BatchWork,
  type Cpu,
  rateLimit,
  type SimulatedOrder,
  type Source,
  severalAtOnce,
  simulatedCpu,
  sourceOf,
} from './stations.ts';

export interface SimulatedRun {
  /** Orders that were paid a second: in the second half, or of a number of orders until the last was. */
  readonly throughput: number;
  /** POST to PAID in milliseconds, of those. */
  readonly p50: number;
  readonly p99: number;
  /** Part of what each stage can do with full batches; beyond 1 its queue grows. Undefined where one machine runs all of them. */
  readonly load: Readonly<Record<SourceName, number>> | undefined;
  /** Part of the machine's CPU that was burnt; undefined where it is not shared. */
  readonly machine: number | undefined;
  /** What is asked for more than it can do, or whose queue grew in the second half by more than a twentieth of the orders. */
  readonly saturated: SourceName | undefined;
}

interface World {
  readonly settings: FlowSettings;
  readonly clock: EventClock;
  readonly cpu: Cpu;
  /** From 0 to 1, without 1. */
  readonly random: () => number;
}

/** Sends orders at random moments through the flow: API, stream, publisher, topic, processor, and back the same way. The same for a seed. */
export function simulateFlow(settings: FlowSettings): SimulatedRun {
  const clock = eventClock();
  const whole = seeded(settings.seed);
  // A whole power of two: any other number of values would make some of them likelier.
  const random = () => whole(0, 2 ** 32 - 1) / 2 ** 32;
  const world = { settings, clock, random, cpu: simulatedCpu(clock, settings.cores) };
  const paid: SimulatedOrder[] = [];
  const sources = chain(world, (order) => {
    order.paidAt = clock.now() + random() * settings.seenMs;
    paid.push(order);
  });
  sendOrders(world, sources['order-publisher'].add);
  const waiting = () => recordOf((name) => sources[name].waiting());
  clock.runUntil(settings.seconds * 500);
  const before = waiting();
  clock.runUntil(settings.seconds * 1_000);
  const after = waiting();
  return resultOf(
    world,
    recordOf((name) => after[name] - before[name]),
    paid,
  );
}

/** The sources, each of which passes on to the next. */
function chain(world: World, paid: (order: SimulatedOrder) => void): Record<SourceName, Source> {
  const { settings, clock, cpu } = world;
  const turn = rateLimit(clock, settings.gateway.chargesPerSecond);
  const charge = (done: () => void) =>
    turn(() => cpu.burn(settings.gateway.each, () => clock.after(settings.gateway.wait, done)));
  const source = (name: SourceName, invoke: BatchWork, pass: (order: SimulatedOrder) => void) =>
    sourceOf({ ...world, lanes: settings.lanes[name], pollMs: settings.pollMs[name], invoke, pass });
  const publisher = (name: SourceName, next: Source) => source(name, publishing(world, settings.work[name]), next.add);

  const updating = consuming(world, settings.work['status-updater'], (done) => done());
  const updater = source('status-updater', updating, paid);
  const payments = publisher('payment-publisher', updater);
  const processor = source(
    'payment-processor',
    consuming(world, settings.work['payment-processor'], charge),
    payments.add,
  );
  return {
    'order-publisher': publisher('order-publisher', processor),
    'payment-processor': processor,
    'payment-publisher': payments,
    'status-updater': updater,
  };
}

/** A batch is one request to the brokers. */
const publishing =
  ({ clock, cpu }: World, { first, each, wait }: Work): BatchWork =>
  (batch, pass, end) =>
    cpu.burn(first + each * batch.length, () =>
      clock.after(wait, () => {
        for (const order of batch) pass(order);
        end();
      }),
    );

/** Records share the invocation's core, and wait together. */
const consuming =
  ({ settings, clock, cpu }: World, { first, each, wait }: Work, act: (done: () => void) => void): BatchWork =>
  (orders, pass, end) => {
    // One core for an invocation: its records take turns.
    const own = settings.cores === undefined ? simulatedCpu(clock, 1) : cpu;
    const work = (order: SimulatedOrder, done: () => void) =>
      own.burn(each, () =>
        act(() =>
          clock.after(wait, () => {
            pass(order);
            done();
          }),
        ),
      );
    own.burn(first, () => severalAtOnce({ orders, atOnce: settings.atOnce, work, end }));
  };

function sendOrders({ settings, clock, cpu, random }: World, accepted: (order: SimulatedOrder) => void) {
  const { each, wait } = settings.api;
  let left = settings.orders ?? Number.POSITIVE_INFINITY;
  const gap = () => (settings.arrivals === 'even' ? 1 : -Math.log(1 - random())) * (1_000 / settings.ordersPerSecond);
  const send = () => {
    if (left-- === 0) return;
    const order = { sentAt: clock.now() };
    cpu.burn(each, () => clock.after(wait, () => accepted(order)));
    clock.after(gap(), send);
  };
  send();
}

function resultOf(
  { settings, cpu }: World,
  growth: Readonly<Record<SourceName, number>>,
  paid: readonly SimulatedOrder[],
): SimulatedRun {
  const { seconds, cores, ordersPerSecond, orders } = settings;
  const [half, end] = [seconds * 500, seconds * 1_000];
  const late = paid.filter(({ paidAt = 0 }) => paidAt > half && paidAt <= end);
  const times = late.map(({ sentAt, paidAt = 0 }) => paidAt - sentAt).sort((one, other) => one - other);
  const [most] = SOURCES.toSorted((one, other) => growth[other] - growth[one]);
  const grows = most !== undefined && growth[most] > (ordersPerSecond * seconds) / 40;
  const load = cores ? undefined : recordOf((name) => loadOf(name, settings));
  const machine = cores && cpu.burnt() / (cores * end);
  return {
    throughput: orders === undefined ? (late.length * 1_000) / (end - half) : untilLast(paid),
    p50: atPart(times, 0.5),
    p99: atPart(times, 0.99),
    load,
    machine,
    saturated: grows ? most : SOURCES.find((name) => (load?.[name] ?? 0) > 1),
  };
}

const untilLast = (paid: readonly SimulatedOrder[]) => (paid.length * 1_000) / (paid.at(-1)?.paidAt ?? 1);
const atPart = (sorted: readonly number[], part: number) => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;

function loadOf(name: SourceName, { ordersPerSecond, lanes, work, atOnce, gateway }: FlowSettings): number {
  const { first, each, wait } = work[name];
  const waits = name === 'payment-processor' ? (wait + gateway.wait) * Math.ceil(BATCH / atOnce) : wait;
  const capacity = (lanes[name] * BATCH * 1_000) / (first + each * BATCH + waits);
  return ordersPerSecond / capacity;
}

/** A value for each source. */
export const recordOf = <Value>(of: (name: SourceName) => Value): Record<SourceName, Value> => ({
  'order-publisher': of('order-publisher'),
  'payment-processor': of('payment-processor'),
  'payment-publisher': of('payment-publisher'),
  'status-updater': of('status-updater'),
});
