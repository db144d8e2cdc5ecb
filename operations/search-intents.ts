import type { PaymentRow } from '../functions/contracts/payment-row.ts';
import { identityOf, secondsAfter } from '../functions/payments/payment-rows.ts';
import type { HeldIntent, HeldIntents, HeldResponse } from './held-intents.ts';

export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
}

export const isRefused = (found: object): found is Refused => 'kind' in found && found.kind === 'refused';

export const refused = (reason: string): Refused => ({ kind: 'refused', reason });

/** How far the gateway's clock may be from ours, in seconds. */
const CLOCK_ERROR = 300;

/**
 * Finds every intent through which a payment may have captured: the one that its row records, else all that the gateway lists
 * for it; and the one that an operator names by hand.
 */
export function searchIntents({ intents }: { readonly intents: HeldIntents }) {
  const findNamed = async (row: PaymentRow, reference: string): Promise<HeldIntent | Refused> => {
    const response = await intents.find(reference, identityOf(row));
    if (response.kind !== 'held') return notHeld(reference, response);
    const { owner, difference } = response.intent;
    if (owner === 'another') return refused(`${reference} is the payment of another order`);
    if (owner === 'nobody' && difference !== undefined) return refused(`${reference} names no order; ${difference}`);
    return response.intent;
  };

  const findRecorded = async (row: PaymentRow, intentId: string, named: HeldIntent | undefined) => {
    const response = await intents.find(intentId, identityOf(row));
    if (response.kind === 'held') return [response.intent];
    // What the gateway does not know captures nothing; but then the operator must name the intent that it was instead.
    return response.kind === 'missing' && named !== undefined ? [] : notHeld(intentId, response);
  };

  /** Any of them may have been confirmed, and only the complete list shows all. */
  const listAll = async (row: PaymentRow) => {
    const since = new Date(secondsAfter(new Date(row.firstAttemptAt), -CLOCK_ERROR));
    const response = await intents.list(identityOf(row), since);
    return response.kind === 'listed' ? response.intents : refused(response.reason);
  };

  return async (row: PaymentRow, reference: string | undefined): Promise<readonly HeldIntent[] | Refused> => {
    const named = reference === undefined ? undefined : await findNamed(row, reference);
    if (named !== undefined && isRefused(named)) return named;
    const own = row.intentId === undefined ? await listAll(row) : await findRecorded(row, row.intentId, named);
    if (isRefused(own) || named === undefined) return own;
    return [...own.filter(({ id }) => id !== named.id), named];
  };
}

export const notHeld = (intentId: string, response: Exclude<HeldResponse, { kind: 'held' }>): Refused =>
  refused(
    response.kind === 'missing'
      ? `the gateway does not know ${intentId}; --reference names another intent by hand`
      : `${intentId}: ${response.reason}`,
  );
