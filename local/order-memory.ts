import { isDeepStrictEqual } from 'node:util';
import type { Passenger } from './passengers.ts';

/** A row as a table's stream showed it, as DynamoDB writes attributes. */
export interface RowSeen {
  readonly kind: 'row';
  readonly orderId: string;
  readonly table: 'orders' | 'payments';
  readonly at: number;
  readonly image: Readonly<Record<string, unknown>>;
  readonly before: Readonly<Record<string, unknown>> | undefined;
}

/** What a function made of one order that it was invoked with. */
export interface InvocationSeen {
  readonly kind: 'invocation';
  readonly orderId: string;
  readonly functionName: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** How often this record was delivered to this function, from 1; 1 where it is no record. */
  readonly delivery: number;
  readonly outcome: 'ok' | 'failed';
  readonly error?: string;
  readonly about: Passenger['about'];
  readonly response?: unknown;
}

export type Observation = RowSeen | InvocationSeen;

/** Orders that are remembered, and what of each: enough to look at what happens, not an archive. */
const MOST_ORDERS = 1_000;
const MOST_OF_ONE = 120;

export type OrderMemory = ReturnType<typeof orderMemory>;

/** The last of what was seen, by order. */
export function orderMemory() {
  const seen = new Map<string, Observation[]>();
  const owners = new Map<string, string>();
  const of = (orderId: string): readonly Observation[] => seen.get(orderId) ?? [];
  return {
    of,
    add(observation: Observation) {
      const { orderId } = observation;
      if (orderId === '') return;
      const all = seen.get(orderId) ?? [];
      all.push(observation);
      if (all.length > MOST_OF_ONE) all.splice(1, 1);
      // Behind the others: what was seen last is forgotten last.
      seen.delete(orderId);
      seen.set(orderId, all);
      forgetFirst(seen, MOST_ORDERS);
    },
    lastRow: ({ orderId, table }: Pick<RowSeen, 'orderId' | 'table'>) =>
      of(orderId).findLast((one): one is RowSeen => one.kind === 'row' && one.table === table)?.image,
    /** How often a function had this record before. */
    deliveries: (orderId: string, functionName: string, about: Passenger['about']) =>
      of(orderId).filter((seen) => isSameDelivery(seen, functionName, about)).length,
    /** Whose a payment intent is; empty where that is not known. */
    ownerOf: (about: Passenger['about']) => (about.kind === 'request' ? (owners.get(about.intentId ?? '') ?? '') : ''),
    own(intentId: string | undefined, orderId: string) {
      if (intentId === undefined || orderId === '') return;
      owners.set(intentId, orderId);
      forgetFirst(owners, MOST_ORDERS);
    },
  };
}

function forgetFirst(all: Map<string, unknown>, most: number) {
  const [first] = all.size > most ? all.keys() : [];
  if (first !== undefined) all.delete(first);
}

const isSameDelivery = (seen: Observation, functionName: string, about: Passenger['about']) =>
  seen.kind === 'invocation' &&
  seen.functionName === functionName &&
  about.kind !== 'request' &&
  isDeepStrictEqual(seen.about, about);
