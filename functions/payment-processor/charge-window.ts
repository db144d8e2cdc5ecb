import type { PaymentRow } from '../contracts/payment-row.ts';

/** The times that bound a charge, in seconds. */
export interface ChargeWindow {
  readonly functionTimeout: number;
  /** How long after the first attempt a charge may still be sent. */
  readonly safeWindow: number;
  readonly requestInFlight: number;
  readonly lookUpLag: number;
  readonly clockError: number;
  readonly parkAfter: number;
}

const PARK_ATTEMPTS = 10;
const LEASE_MARGIN = 5;

const after = (moment: Date, seconds: number) => new Date(moment.getTime() + seconds * 1_000);

/** A claim is held for longer than the function that made it can live. */
export const leaseUntil = (now: Date, { functionTimeout }: ChargeWindow) => after(now, functionTimeout + LEASE_MARGIN);

/** Until then a charge that is sent now may still appear at the gateway. */
export const mayLandUntil = (now: Date, window: ChargeWindow) =>
  after(now, window.functionTimeout + window.requestInFlight + window.lookUpLag + 2 * window.clockError);

type Attempts = Pick<PaymentRow, 'attempts' | 'firstAttemptAt'>;

interface Moment {
  readonly placedAt: Date;
  readonly now: Date;
  readonly window: ChargeWindow;
}

/** Whether a claim still covers a request that leaves now; one that slept through its lease may have been taken over. */
export const isHeld = ({ leaseUntil }: Pick<PaymentRow, 'leaseUntil'>, now: Date) => now < new Date(leaseUntil);

/** Whether the gateway certainly still knows the key of the first attempt. */
export const isInSafeWindow = (
  { firstAttemptAt }: Pick<PaymentRow, 'firstAttemptAt'>,
  { now, window }: Omit<Moment, 'placedAt'>,
) => now < after(new Date(firstAttemptAt), window.safeWindow);

/** Whether a repetition of this charge still collapses at the gateway; otherwise it may only be looked up. */
export function mayCharge({ attempts, firstAttemptAt }: Attempts, { placedAt, now, window }: Moment): boolean {
  const first = new Date(firstAttemptAt);
  // Without its row, an old event may have been charged under a key that the gateway has forgotten.
  const oldAtFirstClaim = first >= after(placedAt, window.safeWindow);
  const parked = attempts >= PARK_ATTEMPTS && now >= after(first, window.parkAfter);
  return !oldAtFirstClaim && !parked && isInSafeWindow({ firstAttemptAt }, { now, window });
}
