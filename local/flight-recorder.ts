import * as z from 'zod/mini';
import type { ShardRecord } from '../lambda-local/event-sources/stream-event.ts';
import { functionName, type Invoke, type InvokeResponse } from '../lambda-local/functions/invocation.ts';
import { type InvocationSeen, type Observation, type OrderMemory, orderMemory, type RowSeen } from './order-memory.ts';
import { type Passenger, passengersOf } from './passengers.ts';

export interface FunctionActivity {
  readonly inFlight: number;
  readonly errors: number;
  readonly retries: number;
}

export interface FlightRecorder {
  /** Sees each record of each stream. */
  readonly onRecord: (record: ShardRecord['event']) => void;
  /** Sees what goes through. */
  observe(invoke: Invoke): Invoke;
  /** What was seen of an order since the start, oldest first; empty where it is long ago. */
  of(orderId: string): readonly Observation[];
  activity(functionName: string): FunctionActivity;
  /** @returns what ends the listening. */
  listen(listener: (seen: Observation) => void): () => void;
}

/** Remembers what the streams showed and the functions did, by order: the evidence of a timeline. */
export function flightRecorder(now: () => number = Date.now): FlightRecorder {
  const memory = orderMemory();
  const listeners = new Set<(seen: Observation) => void>();
  const activities = new Map<string, FunctionActivity>();

  const see = (seen: Observation) => {
    memory.add(seen);
    for (const listener of listeners) listener(seen);
  };
  const change = (name: string, by: Partial<FunctionActivity>) => {
    const { inFlight, errors, retries } = activities.get(name) ?? IDLE;
    activities.set(name, {
      inFlight: inFlight + (by.inFlight ?? 0),
      errors: errors + (by.errors ?? 0),
      retries: retries + (by.retries ?? 0),
    });
  };
  const seeInvocation = (invocation: Omit<Seen, 'passenger'>, passengers: readonly Passenger[]) => {
    for (const passenger of passengers) see(invocationSeen({ ...invocation, passenger }, memory));
  };

  return {
    onRecord(record) {
      const row = rowOf(record, now());
      if (row !== undefined) see({ ...row, before: memory.lastRow(row) });
    },
    observe: (invoke) => async (nameOrArn, event) => {
      const [name, from, passengers] = [functionName(nameOrArn), now(), passengersOf(event)];
      change(name, { inFlight: 1 });
      const response = await invoke(nameOrArn, event);
      const failed = response.kind === 'failed';
      const again = passengers.filter((passenger) => passenger.hasFailed(response)).length;
      change(name, { inFlight: -1, errors: failed ? 1 : 0, retries: again });
      seeInvocation({ name, from, until: now(), response }, passengers);
      return response;
    },
    of: memory.of,
    activity: (name) => activities.get(name) ?? IDLE,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const IDLE: FunctionActivity = { inFlight: 0, errors: 0, retries: 0 };

interface Seen {
  readonly name: string;
  readonly from: number;
  readonly until: number;
  readonly response: InvokeResponse;
  readonly passenger: Passenger;
}

function invocationSeen({ name, from, until, response, passenger }: Seen, memory: OrderMemory): InvocationSeen {
  const { about } = passenger;
  const orderId = passenger.orderIdIn(response) ?? memory.ownerOf(about);
  memory.own(intentOf(about, response), orderId);
  return {
    kind: 'invocation',
    orderId,
    functionName: name,
    from,
    until,
    delivery: memory.deliveries(orderId, name, about) + 1,
    outcome: passenger.hasFailed(response) ? 'failed' : 'ok',
    ...(response.kind === 'failed' && { error: response.error }),
    about,
    ...(about.kind === 'request' && response.kind === 'returned' && { response: response.payload }),
  };
}

const Made = z.object({ body: z.string() });

/** The payment intent that a request names, or that its response has made. */
function intentOf(about: Passenger['about'], response: InvokeResponse): string | undefined {
  if (about.kind !== 'request' || response.kind === 'failed') return undefined;
  if (about.intentId !== undefined) return about.intentId;
  const body = z.safeParse(Made, response.payload).data?.body ?? '';
  return /"id":\s?"(pi_\w+)"/.exec(body)?.[1];
}

const Text = z.object({ S: z.string() });
const OrderKeys = z.object({ orderId: Text });
const PaymentKeys = z.object({ eventId: Text });

/** A row of Orders or PaymentDedup; the other tables' rows are no order's. */
function rowOf({ dynamodb }: ShardRecord['event'], at: number): Omit<RowSeen, 'before'> | undefined {
  const { Keys, NewImage } = dynamodb;
  if (NewImage === undefined) return undefined;
  const image = { ...NewImage };
  const order = z.safeParse(OrderKeys, Keys).data;
  if (order) return { kind: 'row', table: 'orders', orderId: order.orderId.S, at, image };
  const payment = z.safeParse(PaymentKeys, Keys).data;
  if (payment) return { kind: 'row', table: 'payments', orderId: payment.eventId.S.split('.')[0] ?? '', at, image };
  return undefined;
}
