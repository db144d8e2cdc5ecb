import { intentState, Late, lateAt, MOST_LATE } from './payment-gateway-model.ts';
import {
  AtGateway,
  CANCEL_RECORD,
  CANCEL_REQUESTED,
  CANCELLED,
  DUE,
  FAULTS_LEFT,
  INTENT,
  INTENTS_UNKNOWN,
  KEY,
  LEASE,
  MOST_INTENTS,
  type PaymentBytes,
  RECORD,
  REFUND_KEY,
  REFUNDS,
  ROW,
  ROW_NAMES,
  Row,
  SECOND_KEY,
  STORED_500,
} from './payment-state.ts';
import {
  exists,
  intentOf,
  isStale,
  Kind,
  kindOf,
  MOST_WORKERS,
  NextStep,
  ownsRow,
  Result,
  resultOf,
  stepOf,
} from './payment-workers.ts';

export type DecodedPayment = ReturnType<typeof decode>;

/** A state in words. Intents have numbers from 1 on; null is none. */
export function decode(state: PaymentBytes) {
  return {
    row: state[ROW] === Row.absent ? null : rowOf(state),
    /** Those that exist at the gateway. */
    intents: upTo(MOST_INTENTS)
      .map((index) => ({ number: index + 1, state: nameIn(AtGateway, intentState(state, index + 1)) }))
      .filter(({ state: name }) => name !== 'none'),
    workers: upTo(MOST_WORKERS)
      .filter((place) => exists(state, place))
      .map((place) => workerAt(state, place)),
    /** Requests that may still reach the gateway, though their callers no longer wait. */
    late: upTo(MOST_LATE)
      .map((place) => lateAt(state, place))
      .filter((request) => request !== 0)
      .map((request) => ({ call: nameIn(Late, request & ~7), intent: orNull(request & 7) })),
    /** What waits to be acknowledged. */
    records: { orderPlaced: state[RECORD] === 1, orderCancelled: state[CANCEL_RECORD] === 1 },
    isCancelledByClient: state[CANCELLED] === 1,
    gateway: {
      /** What the gateway answers under the key of the event. */
      key: keyed(state[KEY]),
      secondKey: keyed(state[SECOND_KEY]),
      refunds: state[REFUNDS],
      knowsRefundKey: state[REFUND_KEY] === 1,
    },
    faultsLeft: state[FAULTS_LEFT],
  };
}

function rowOf(state: PaymentBytes) {
  return {
    state: ROW_NAMES[state[ROW]] ?? '',
    isLeased: state[LEASE] === 1,
    isDue: state[DUE] === 1,
    cancelRequested: state[CANCEL_REQUESTED] === 1,
    intent: orNull(state[INTENT]),
    intentsUnknown: state[INTENTS_UNKNOWN] === 1,
  };
}

function workerAt(state: PaymentBytes, place: number) {
  return {
    place,
    kind: nameIn(Kind, kindOf(state, place)),
    /** What it does next. */
    step: nameIn(NextStep, stepOf(state, place)),
    owns: ownsRow(state, place),
    isStale: isStale(state, place),
    intent: orNull(intentOf(state, place)),
    result: nameIn(Result, resultOf(state, place)),
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const orNull = (intent: number) => (intent === 0 ? null : intent);
const keyed = (answer: number) => (answer === STORED_500 ? 'stored 500' : orNull(answer));

function nameIn<Name extends string>(values: Readonly<Record<Name, number>>, value: number): Name {
  for (const name in values) if (values[name] === value) return name;
  throw new Error(`no name for ${value}`);
}
