import type { PaymentRow } from '../contracts/payment-row.ts';
import { adoptIntent } from './adopt-intent.ts';
import { type AdvanceDeps, type AdvancePayment, advancePayment, type PaymentOutcome } from './advance-payment.ts';
import type { CreateResponse } from './payment-gateway.ts';
import type { Claim, Takeover } from './payment-ledger.ts';
import {
  dueShardOf,
  isOf,
  newPaymentRow,
  nextAttemptAt,
  type PaymentOrder,
  requestOf,
  secondsAfter,
} from './payment-rows.ts';

export interface AttemptPaymentDeps extends AdvanceDeps {
  readonly newToken: () => string;
  /** How long a claim is held: longer than the function that made it can live. */
  readonly leaseSeconds: number;
}

/**
 * One attempt at a payment, by the rules of docs/guarantees.md#the-payment-protocol. A consumer charges the order of a record,
 * the retrier goes on with a row; both may run at once, any number of times. Rejects when a write of the ledger has no answer:
 * then the record must come again, and the row stays due.
 */
export function attemptPayment(deps: AttemptPaymentDeps) {
  const { ledger, gateway, now, newToken, leaseSeconds } = deps;
  const conclusions = advancePayment(deps);
  const { confirm, lost } = conclusions;
  const proceed = proceedWithClaim(deps, conclusions);
  const leaseUntil = () => secondsAfter(now(), leaseSeconds);

  /** Of an order without a row: the intent comes first, since an unconfirmed one captures nothing. */
  const begin = async (order: PaymentOrder): Promise<PaymentOutcome> => {
    const unclaimed = { ...newPaymentRow(order, { owner: newToken(), now: now().toISOString() }), ...methodOf(order) };
    const response = await gateway.create(requestOf(unclaimed, order.paymentMethod));
    if (response.kind === 'unreachable' || response.kind === 'unbuildable') return response;
    const { row, outcome } = firstRow(unclaimed, response, { now: now(), leaseUntil: leaseUntil() });
    const obstacle = await ledger.insert(row);
    // The own intent stays unconfirmed, which is harmless.
    if (obstacle !== undefined) return goOn(obstacle, order);
    return outcome ?? confirm(row);
  };

  /** With a row that may be old, as it was read. */
  const goOn = async (seen: PaymentRow, order?: PaymentOrder): Promise<PaymentOutcome> => {
    if (order !== undefined && !isOf(order, seen)) return { kind: 'mismatch' };
    if (seen.state !== 'CHARGING') return { kind: 'duplicate' };
    // `dueAt` leaves a row only with a decision, so even an old image of it is a promise that the retrier comes.
    if (order !== undefined && isLeftToRetrier(seen)) return { kind: 'waiting' };
    if (now() < new Date(seen.leaseUntil)) return lost(seen);
    const taken = await ledger.takeOver(seen, takeover(seen, order));
    return 'claim' in taken ? proceed(taken.claim) : lost(taken.obstacle);
  };

  const takeover = (seen: PaymentRow, order: PaymentOrder | undefined): Takeover => ({
    owner: newToken(),
    leaseUntil: leaseUntil(),
    ...(order !== undefined && { source: order.source }),
    ...(isOfVersion1(seen) && { intentsUnknown: true, ...(order !== undefined && methodOf(order)) }),
  });

  return {
    /** Charges the order of a record. */
    async charge(order: PaymentOrder): Promise<PaymentOutcome> {
      const row = await ledger.find(order.eventId);
      return row === undefined ? begin(order) : goOn(row, order);
    },
    /** Goes on with a row that is due. */
    retry: (row: PaymentRow): Promise<PaymentOutcome> => goOn(row),
  };
}

/** Goes on with a claimed row: with its intent where it records one, else by creating or finding one. */
function proceedWithClaim(deps: AdvanceDeps, { confirm, retrieve, cancel, settle, noResponse, lost }: AdvancePayment) {
  const { gateway, ledger } = deps;

  const proceed = (claim: Claim): Promise<PaymentOutcome> => {
    if (claim.intentId !== undefined) return claim.cancelRequested ? cancel(claim, CANCELLED) : retrieve(claim);
    return claim.intentsUnknown ? adopt(claim) : createUnlessCancelled(claim);
  };

  const createUnlessCancelled = (claim: Claim) =>
    claim.cancelRequested ? settle(claim, NEVER_CHARGED) : createFor(claim);

  const createFor = async (claim: Claim): Promise<PaymentOutcome> => {
    if (claim.paymentMethod === undefined)
      return noResponse(claim, {
        kind: 'unknown',
        reason: 'the payment method is in the event alone',
        misconfigured: false,
      });
    const response = await gateway.create(requestOf(claim, claim.paymentMethod));
    switch (response.kind) {
      case 'created':
        return record(claim, response.intentId);
      case 'refused':
        return settle(claim, { kind: 'not-captured', gatewayReference: null, declineCode: response.code });
      case 'contradiction':
        return settle(claim, { kind: 'in-review', gatewayReference: response.intentId, reviewReason: response.reason });
      case 'unbuildable':
        return settle(claim, { kind: 'in-review', gatewayReference: null, reviewReason: response.reason });
      case 'unknown':
      case 'unreachable':
        return noResponse(claim, response);
    }
  };

  const record = async (claim: Claim, intentId: string): Promise<PaymentOutcome> => {
    const obstacle = await ledger.recordIntent(claim, intentId);
    if (obstacle !== undefined) return lost(obstacle);
    const recorded = { ...claim, intentId };
    // An intent that was found, or that comes again under its key, may have been confirmed by a lost attempt.
    return claim.intentsUnknown ? proceed(recorded) : confirm(recorded);
  };

  const adopt = adoptIntent({ ...deps, record, createFor: createUnlessCancelled, settle, noResponse });

  return proceed;
}

const CANCELLED = 'order_cancelled';
const NEVER_CHARGED = { kind: 'not-captured', gatewayReference: null, declineCode: CANCELLED } as const;

/** The retrier alone can't charge a row of version 1, which has no payment method. */
const isLeftToRetrier = (row: PaymentRow) => row.dueAt !== undefined && !isOfVersion1(row);

/** Version 1 of the protocol charged in one call, and kept neither intent nor payment method. */
const isOfVersion1 = ({ intentId, paymentMethod }: PaymentRow) => intentId === undefined && paymentMethod === undefined;

const methodOf = ({ paymentMethod, gatewayCustomer }: PaymentOrder) => ({
  paymentMethod,
  ...(gatewayCustomer !== undefined && { gatewayCustomer }),
});

interface FirstRow {
  readonly row: PaymentRow;
  /** Undefined where the attempt goes on, with the row as its claim. */
  readonly outcome?: PaymentOutcome;
}

type Creation = Exclude<CreateResponse, { kind: 'unreachable' | 'unbuildable' }>;

/** The first row of an event, by what became of the creation of its intent. `unclaimed` has the payment method. */
function firstRow(
  unclaimed: PaymentRow,
  response: Creation,
  { now, leaseUntil }: { readonly now: Date; readonly leaseUntil: string },
): FirstRow {
  const { paymentMethod, gatewayCustomer, ...plain } = unclaimed;
  const decidedAt = now.toISOString();
  switch (response.kind) {
    case 'created':
      return { row: { ...plain, leaseUntil, intentId: response.intentId } };
    case 'contradiction': {
      const { intentId, reason } = response;
      const review = { gatewayReference: intentId, reviewReason: reason, decidedAt };
      return { row: { ...plain, state: 'IN_REVIEW', intentId, ...review }, outcome: { kind: 'in-review' } };
    }
    case 'refused':
      return {
        row: { ...plain, state: 'DECLINED', declineCode: response.code, decidedAt },
        outcome: { kind: 'declined', code: response.code },
      };
    case 'unknown': {
      const { reason, misconfigured } = response;
      const due = { dueAt: nextAttemptAt(now, unclaimed.attempts), dueShard: dueShardOf(unclaimed.eventId) };
      return {
        row: { ...unclaimed, ...due, parkReason: reason, parkedSince: decidedAt },
        outcome: { kind: 'parked', reason, misconfigured, dueAt: due.dueAt },
      };
    }
  }
}
