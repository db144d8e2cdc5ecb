import { captures, intentState } from './payment-gateway-model.ts';
import { hasNoEffect } from './payment-kafka-moves.ts';
import type { PaymentRules } from './payment-rules.ts';
import {
  AtGateway,
  BREACH,
  Breach,
  CALLS,
  CANCEL_RECORD,
  CANCEL_REQUESTED,
  CANCELLED,
  DROPPED,
  DROPPED_CANCEL_RECORD,
  DROPPED_RECORD,
  DUE,
  INTENT,
  LEASE,
  type PaymentBytes,
  RECORD,
  REFUNDS,
  ROW,
  ROW_NAMES,
  Row,
} from './payment-state.ts';
import { MOST_WORKERS, ownsRow } from './payment-workers.ts';

/** What must hold in every state. */
interface Invariant {
  /** Says what is wrong; `muted` names it. */
  readonly name: string;
  readonly isViolated: (t: PaymentBytes, rules: PaymentRules) => boolean;
}

const CAPTURING = [Row.captured, Row.refundDue, Row.refunded];
const nameOf = (row: number) => ROW_NAMES[row] ?? '';

const writes: readonly Invariant[] = [
  { name: 'a terminal row was changed', isViolated: (t) => t[BREACH] === Breach.terminalRowChanged },
  { name: 'intentId was rewritten', isViolated: (t) => t[BREACH] === Breach.intentRewritten },
];

const money: readonly Invariant[] = [
  { name: 'two captures', isViolated: (t) => captures(t) > 1 },
  ...[Row.declined, Row.void].map((row) => ({
    name: `${nameOf(row)} but captured`,
    isViolated: (t: PaymentBytes) => t[ROW] === row && captures(t) > 0,
  })),
  ...CAPTURING.map((row) => ({
    name: `${nameOf(row)} without a capture`,
    isViolated: (t: PaymentBytes) => t[ROW] === row && captures(t) === 0,
  })),
  {
    name: 'captured, but not by the recorded intent',
    isViolated: (t) => isCapturing(t) && t[INTENT] !== 0 && intentState(t, t[INTENT]) !== AtGateway.succeeded,
  },
  { name: 'refunded more than captured', isViolated: (t) => t[REFUNDS] > captures(t) },
  { name: 'REFUNDED without a refund', isViolated: (t) => t[ROW] === Row.refunded && t[REFUNDS] === 0 },
];

const memory: readonly Invariant[] = [
  {
    name: 'forgotten: CHARGING, record acknowledged, no dueAt',
    isViolated: (t) => isCharging(t) && !t[RECORD] && !t[DUE] && !(t[DROPPED] & DROPPED_RECORD),
  },
  {
    name: 'forgotten: cancel requested, no dueAt',
    isViolated: (t) => isCharging(t) && t[CANCEL_REQUESTED] !== 0 && !t[DUE] && !t[RECORD] && !t[DROPPED],
  },
  {
    name: 'forgotten: REFUND_DUE, no dueAt',
    isViolated: (t) => t[ROW] === Row.refundDue && !t[DUE] && !(t[DROPPED] & DROPPED_CANCEL_RECORD),
  },
  {
    name: 'forgotten: acknowledged without a row',
    isViolated: (t) => t[ROW] === Row.absent && !t[RECORD] && !(t[DROPPED] & DROPPED_RECORD),
  },
  {
    name: 'a decided row is still due',
    isViolated: (t) => !isCharging(t) && t[ROW] !== Row.refundDue && t[DUE] !== 0,
  },
  {
    name: 'lease held by nobody',
    isViolated: (t, { faults }) => faults === 0 && t[LEASE] !== 0 && isCharging(t) && !isOwned(t),
  },
  {
    name: 'more than one create or confirm without any fault',
    isViolated: (t, { countCalls }) => countCalls && ((t[CALLS] & 15) > 1 || t[CALLS] >> 4 > 1),
  },
  {
    name: 'forgotten: cancel acknowledged without effect',
    isViolated: (t) =>
      t[CANCELLED] !== 0 && !t[CANCEL_RECORD] && !(t[DROPPED] & DROPPED_CANCEL_RECORD) && hasNoEffect(t),
  },
];

const isCharging = (t: PaymentBytes) => t[ROW] === Row.charging;
const isCapturing = (t: PaymentBytes) => t[ROW] === Row.captured || t[ROW] === Row.refundDue || t[ROW] === Row.refunded;

function isOwned(t: PaymentBytes): boolean {
  for (let worker = 0; worker < MOST_WORKERS; worker++) if (ownsRow(t, worker)) return true;
  return false;
}

/** The checks that are not muted, in the order in which they report. */
export function violatedBy(rules: PaymentRules): (t: PaymentBytes) => string | null {
  const checked = [...writes, ...money, ...memory].filter(({ name }) => !rules.muted.includes(name));
  return (t) => {
    for (const { name, isViolated } of checked) if (isViolated(t, rules)) return name;
    return null;
  };
}
