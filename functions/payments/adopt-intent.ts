import type { AdvancePayment, PaymentOutcome } from './advance-payment.ts';
import type { ListedIntent, PaymentGateway } from './payment-gateway.ts';
import type { Claim } from './payment-ledger.ts';
import { identityOf } from './payment-rows.ts';

export interface AdoptIntentDeps extends Pick<AdvancePayment, 'settle' | 'noResponse'> {
  readonly gateway: PaymentGateway;
  readonly record: (claim: Claim, intentId: string) => Promise<PaymentOutcome>;
  readonly createFor: (claim: Claim) => Promise<PaymentOutcome>;
}

/** How far the gateway's clock may be from ours, in seconds. */
const CLOCK_ERROR = 300;
const MOST_ROUNDS = 3;

/**
 * Goes on with a restored row: which of its intents may have been confirmed, the gateway alone knows. Of all that its complete
 * list shows, one stays that can still capture, and that one is recorded; only where there is none another is created, unless the
 * order was cancelled.
 */
export function adoptIntent({ gateway, record, createFor, settle, noResponse }: AdoptIntentDeps) {
  const adopt = async (claim: Claim, rounds = MOST_ROUNDS): Promise<PaymentOutcome> => {
    const listed = await gateway.list(identityOf(claim), listedFrom(claim));
    if (listed.kind !== 'listed') return noResponse(claim, listed);
    const reviewReason = contradictionIn(listed.intents);
    if (reviewReason !== undefined) return settle(claim, { kind: 'in-review', gatewayReference: null, reviewReason });
    return choose(claim, byStrength(listed.intents), rounds);
  };

  const choose = async (
    claim: Claim,
    [one, ...others]: readonly ListedIntent[],
    rounds: number,
  ): Promise<PaymentOutcome> => {
    if (one === undefined) return createFor(claim);
    if (one.state.kind === 'succeeded' || others.length === 0) return record(claim, one.intentId);
    const areCanceled = rounds > 0 && (await cancelAll(claim, others));
    return areCanceled ? adopt(claim, rounds - 1) : noResponse(claim, STILL_SEVERAL);
  };

  const cancelAll = async (claim: Claim, intents: readonly ListedIntent[]) => {
    for (const { intentId } of intents)
      if ((await gateway.cancel(intentId, identityOf(claim))).kind !== 'canceled') return false;
    return true;
  };

  return (claim: Claim) => adopt(claim);
}

const listedFrom = ({ firstAttemptAt }: Claim) => new Date(Date.parse(firstAttemptAt) - CLOCK_ERROR * 1_000);

function contradictionIn(intents: readonly ListedIntent[]): string | undefined {
  const captured = intents.filter(({ state }) => state.kind === 'succeeded');
  if (captured.length > 1) return `several captures: ${captured.map(({ intentId }) => intentId).join(', ')}`;
  const odd = intents.find(({ state }) => state.kind === 'contradiction');
  return odd?.state.kind === 'contradiction' ? `${odd.intentId}: ${odd.state.reason}` : undefined;
}

/** What can still capture, or has; the hardest to cancel first, so that the others can be. */
const byStrength = (intents: readonly ListedIntent[]) =>
  (['succeeded', 'processing', 'open', 'declined'] as const).flatMap((kind) =>
    intents.filter(({ state }) => state.kind === kind),
  );

const STILL_SEVERAL = {
  kind: 'unknown',
  reason: 'several intents of a restored payment could not be cancelled',
  misconfigured: false,
} as const;
