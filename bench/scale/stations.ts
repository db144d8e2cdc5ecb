import type { EventClock } from './event-clock.ts';

/** An order under way. */
export interface SimulatedOrder {
  readonly sentAt: number;
  paidAt?: number;
}

/** CPU: each invocation has its own, or all of them share the cores of one machine. */
export interface Cpu {
  readonly burn: (milliseconds: number, done: () => void) => void;
  /** Milliseconds that were burnt. */
  readonly burnt: () => number;
}

/** Without a number of cores everything has a core of its own. Of shared ones each burst takes one, first come, first served. */
export function simulatedCpu(clock: EventClock, cores = Number.POSITIVE_INFINITY): Cpu {
  let [busy, burnt] = [0, 0];
  const waiting: { readonly milliseconds: number; readonly done: () => void }[] = [];
  let next = 0;
  const begin = (milliseconds: number, done: () => void) => {
    busy++;
    clock.after(milliseconds, () => {
      busy--;
      burnt += milliseconds;
      done();
      const first = busy < cores ? waiting[next] : undefined;
      if (first === undefined) return;
      next++;
      begin(first.milliseconds, first.done);
    });
  };
  return {
    burn: (milliseconds, done) =>
      busy < cores ? begin(milliseconds, done) : void waiting.push({ milliseconds, done }),
    burnt: () => burnt,
  };
}

/** Works on a batch: `pass` hands an order to the next stage, `end` says that the batch is done. */
export type BatchWork = (
  batch: readonly SimulatedOrder[],
  pass: (order: SimulatedOrder) => void,
  end: () => void,
) => void;

interface SourceOptions {
  readonly clock: EventClock;
  /** Shards or partitions: each has one invocation at a time. */
  readonly lanes: number;
  /** Milliseconds between two looks at a lane that is idle. */
  readonly pollMs: number;
  readonly random: () => number;
  readonly invoke: BatchWork;
  readonly pass: (order: SimulatedOrder) => void;
}

/** An event source: a lane for each shard or partition, whose records come in batches, as they do on Lambda. */
export interface Source {
  readonly add: (order: SimulatedOrder) => void;
  readonly waiting: () => number;
}

/** Records of a batch at most, as both kinds of event source are set. */
export const BATCH = 100;

export function sourceOf({ clock, lanes, pollMs, random, invoke, pass }: SourceOptions): Source {
  const queues = Array.from({ length: lanes }, () => ({ orders: [] as SimulatedOrder[], next: 0, isAwake: false }));
  const begin = (queue: (typeof queues)[number]) => {
    const batch = queue.orders.slice(queue.next, queue.next + BATCH);
    queue.next += batch.length;
    invoke(batch, pass, () => {
      if (queue.next < queue.orders.length) begin(queue);
      else queue.isAwake = false;
    });
  };
  return {
    add(order) {
      const queue = queues[Math.floor(random() * lanes)];
      if (queue === undefined) return;
      queue.orders.push(order);
      if (queue.isAwake) return;
      queue.isAwake = true;
      clock.after(random() * pollMs, () => begin(queue));
    },
    waiting: () => queues.reduce((sum, { orders, next }) => sum + orders.length - next, 0),
  };
}

/** At most so many a second, one after the other; each waits for its turn. */
export function rateLimit(clock: EventClock, perSecond: number) {
  let free = 0;
  return (done: () => void) => {
    const turn = Math.max(free, clock.now());
    free = turn + 1_000 / perSecond;
    clock.after(turn - clock.now(), done);
  };
}

interface SeveralOptions {
  readonly orders: readonly SimulatedOrder[];
  readonly atOnce: number;
  readonly work: (order: SimulatedOrder, done: () => void) => void;
  readonly end: () => void;
}

/** So many of a batch at once. */
export function severalAtOnce({ orders, atOnce, work, end }: SeveralOptions) {
  let [next, done] = [0, 0];
  const begin = () => {
    const order = orders[next++];
    if (order === undefined) return;
    work(order, () => {
      done++;
      if (done === orders.length) end();
      else begin();
    });
  };
  for (let worker = 0; worker < Math.min(atOnce, orders.length); worker++) begin();
}
