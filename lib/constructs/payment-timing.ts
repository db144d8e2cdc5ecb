import type { PaymentTiming } from '../stages.ts';

/** A charge that arrives after the gateway has forgotten its key is a second charge: such a stage is refused. */
export function assertChargesCollapse(timing: PaymentTiming) {
  const { safeWindow, functionTimeout, requestInFlight, clockError, gatewayWindow } = timing;
  const latest = safeWindow + functionTimeout + requestInFlight + 2 * clockError;
  if (latest < gatewayWindow) return;
  throw new Error(
    `A charge could arrive after the gateway has forgotten its key: safe window ${safeWindow} s + function timeout ` +
      `${functionTimeout} s + request in flight ${requestInFlight} s + 2 × clock error ${clockError} s = ${latest} s, ` +
      `which must be less than the gateway's window of ${gatewayWindow} s.`,
  );
}

/** The timing as the payment processor reads it. */
export const timingVariables = (timing: PaymentTiming) => ({
  FUNCTION_TIMEOUT_SECONDS: String(timing.functionTimeout),
  SAFE_WINDOW_SECONDS: String(timing.safeWindow),
  REQUEST_IN_FLIGHT_SECONDS: String(timing.requestInFlight),
  LOOKUP_LAG_SECONDS: String(timing.lookupLag),
  CLOCK_ERROR_SECONDS: String(timing.clockError),
  PARK_AFTER_SECONDS: String(timing.parkAfter),
});
