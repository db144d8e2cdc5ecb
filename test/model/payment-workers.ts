import { byteAt, LEASE, type PaymentBytes, WORKERS } from './payment-state.ts';

export const Kind = { consumer: 0, retrier: 2, operator: 3 } as const;

/** What a process does next. */
export const NextStep = {
  read: 1,
  create: 2,
  record: 3,
  confirm: 4,
  retrieve: 5,
  cancel: 6,
  settle: 7,
  park: 8,
  held: 9,
  refund: 10,
  settleRefund: 11,
  list: 12,
  clean: 13,
  insert: 14,
  chargeInOneCall: 15,
  createFirst: 16,
  insertParked: 17,
  insertDeclined: 18,
} as const;

/** What a process carries from one step to the next. */
export const Result = {
  none: 0,
  succeeded: 1,
  notCaptured: 2,
  cancelledUnsent: 3,
  review: 4,
  /** The event was young when this create was decided. */
  young: 5,
  refused: 6,
  /** This retrieve is the second look after an unknown confirm. */
  secondLook: 7,
} as const;

export const MOST_WORKERS = 4;

// The first byte holds kind and step, the second result, stale, intent and ownership. No process: both are 0.
const first = (t: PaymentBytes, worker: number) => byteAt(t, WORKERS + 2 * worker);
const second = (t: PaymentBytes, worker: number) => byteAt(t, WORKERS + 2 * worker + 1);

export const exists = (t: PaymentBytes, worker: number) => first(t, worker) !== 0;
export const stepOf = (t: PaymentBytes, worker: number) => first(t, worker) & 31;
export const kindOf = (t: PaymentBytes, worker: number) => first(t, worker) >> 5;
export const ownsRow = (t: PaymentBytes, worker: number) => (second(t, worker) & 1) === 1;
export const intentOf = (t: PaymentBytes, worker: number) => (second(t, worker) >> 1) & 7;
/** The event source has given its record to another consumer. */
export const isStale = (t: PaymentBytes, worker: number) => (second(t, worker) & 16) !== 0;
export const resultOf = (t: PaymentBytes, worker: number) => second(t, worker) >> 5;

/** What a process carries, as its second byte holds it. */
const carried = (intent: number, result: number) => (result << 5) | (intent << 1);

interface NewWorker {
  readonly kind: number;
  readonly step: number;
  readonly intent?: number;
  readonly result?: number;
}

/** Starts a process where the state has room for it. */
export function start(t: PaymentBytes, { kind, step, intent = 0, result = Result.none }: NewWorker) {
  for (let worker = 0; worker < MOST_WORKERS; worker++) {
    if (exists(t, worker)) continue;
    t[WORKERS + 2 * worker] = (kind << 5) | step;
    t[WORKERS + 2 * worker + 1] = carried(intent, result);
    return;
  }
}

export function end(t: PaymentBytes, worker: number) {
  t[WORKERS + 2 * worker] = 0;
  t[WORKERS + 2 * worker + 1] = 0;
}

/** Goes on with another step; what the process is, and whether it owns the row, stays. */
export function setStep(t: PaymentBytes, worker: number, step: number) {
  t[WORKERS + 2 * worker] = (first(t, worker) & 0xe0) | step;
}

export function carry(t: PaymentBytes, worker: number, { intent, result }: { intent: number; result: number }) {
  t[WORKERS + 2 * worker + 1] = (second(t, worker) & 0x11) | carried(intent, result);
}

export function renameCarried(t: PaymentBytes, worker: number, intent: number) {
  t[WORKERS + 2 * worker + 1] = (second(t, worker) & 0xf1) | (intent << 1);
}

export function makeStale(t: PaymentBytes, worker: number) {
  t[WORKERS + 2 * worker + 1] = second(t, worker) | 16;
}

export function disown(t: PaymentBytes) {
  for (let worker = 0; worker < MOST_WORKERS; worker++) t[WORKERS + 2 * worker + 1] = second(t, worker) & 0xfe;
}

/** Claims the row or takes it over: a new owner token and a new lease. */
export function takeLease(t: PaymentBytes, worker: number) {
  disown(t);
  t[WORKERS + 2 * worker + 1] = second(t, worker) | 1;
  t[LEASE] = 1;
}

/** Processes are a set: the order of their places means nothing. */
export function sortWorkers(t: PaymentBytes) {
  for (let end = 1; end < MOST_WORKERS; end++)
    for (let worker = end; worker > 0 && pair(t, worker) > pair(t, worker - 1); worker--) exchange(t, worker);
}

const pair = (t: PaymentBytes, worker: number) => (first(t, worker) << 8) | second(t, worker);

function exchange(t: PaymentBytes, worker: number) {
  const place = WORKERS + 2 * worker;
  const [one, other] = [first(t, worker), second(t, worker)];
  t[place] = byteAt(t, place - 2);
  t[place + 1] = byteAt(t, place - 1);
  t[place - 2] = one;
  t[place - 1] = other;
}

/** Who is at work. */
export interface Crew {
  /** Without operators. */
  processes: number;
  consumers: number;
  retriers: number;
  operators: number;
  /** The place of the consumer that the event source waits for, or -1. */
  running: number;
}

export function countCrew(t: PaymentBytes, crew: Crew) {
  crew.processes = 0;
  crew.consumers = 0;
  crew.retriers = 0;
  crew.operators = 0;
  crew.running = -1;
  for (let worker = 0; worker < MOST_WORKERS; worker++) if (exists(t, worker)) enlist(t, worker, crew);
}

function enlist(t: PaymentBytes, worker: number, crew: Crew) {
  const kind = kindOf(t, worker);
  if (kind === Kind.operator) {
    crew.operators++;
    return;
  }
  crew.processes++;
  if (kind === Kind.retrier) crew.retriers++;
  else {
    crew.consumers++;
    if (!isStale(t, worker)) crew.running = worker;
  }
}
