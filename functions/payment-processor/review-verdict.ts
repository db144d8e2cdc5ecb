import type { PaymentRow } from '../contracts/payment-row.ts';
import type { LookUpAnswer } from './payment-gateway.ts';
import type { Decision } from './payment-ledger.ts';

/** What an operator wants a payment to be. */
export type Resolved = 'CAPTURED' | 'DECLINED';

export type Verdict =
  | { readonly kind: 'accepted'; readonly decision: Extract<Decision, { state: Resolved }> }
  | { readonly kind: 'refused'; readonly reason: string };

interface LookUp {
  readonly answer: LookUpAnswer;
  /** When it began: what lands later, it can't have seen. */
  readonly begunAt: Date;
}

/** Whether what the gateway holds allows what the operator wants; the gateway always has the last word. */
export function reviewVerdict(as: Resolved, { mayLandUntil }: PaymentRow, { answer, begunAt }: LookUp): Verdict {
  switch (answer.kind) {
    case 'captured':
      return ifWanted(as, { state: 'CAPTURED', gatewayReference: answer.reference });
    case 'declined':
      return ifWanted(as, { state: 'DECLINED', gatewayReference: answer.reference, declineCode: answer.code });
    case 'not-found':
      if (mayLandUntil === undefined || begunAt > new Date(mayLandUntil)) return ifWanted(as, NOT_CHARGED);
      return refused(`a charge may still appear at the gateway until ${mayLandUntil}; look again after that`);
    case 'contradiction':
      return refused(`what the gateway holds must be put right there first: ${answer.reason}`);
    case 'unknown':
      return refused(`the look-up failed: ${answer.reason}`);
  }
}

type Allowed = Extract<Verdict, { kind: 'accepted' }>['decision'];

const NOT_CHARGED: Allowed = { state: 'DECLINED', gatewayReference: null, declineCode: 'not_charged' };

const ifWanted = (as: Resolved, decision: Allowed): Verdict =>
  decision.state === as
    ? { kind: 'accepted', decision }
    : refused(`at the gateway it is ${decision.state}: ${decision.gatewayReference ?? 'there is no such charge'}`);

const refused = (reason: string): Verdict => ({ kind: 'refused', reason });
