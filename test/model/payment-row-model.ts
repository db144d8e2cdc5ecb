import type { PaymentRules } from './payment-rules.ts';
import { BREACH, Breach, DUE, INTENT, LEASE, type PaymentBytes, ROW, Row } from './payment-state.ts';

/** Writes a state of the row, with what such a write does to lease and `dueAt`. */
export function decideRow(t: PaymentBytes, state: number, { decisionKeepsDue, refundWithoutDue }: PaymentRules) {
  if (isForbidden(t[ROW], state)) t[BREACH] ||= Breach.terminalRowChanged;
  t[ROW] = state;
  if (state !== Row.charging) t[LEASE] = 0;
  if (state === Row.refundDue) t[DUE] = refundWithoutDue ? t[DUE] : 1;
  else if (state !== Row.charging && !decisionKeepsDue) t[DUE] = 0;
}

const isForbidden = (from: number, to: number) =>
  from >= Row.captured &&
  from !== to &&
  !(from === Row.captured && to === Row.refundDue) &&
  !(from === Row.refundDue && to === Row.refunded);

export function writeIntent(t: PaymentBytes, intent: number) {
  if (t[INTENT] && t[INTENT] !== intent) t[BREACH] ||= Breach.intentRewritten;
  t[INTENT] = intent;
}
