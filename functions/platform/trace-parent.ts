import { randomBytes } from 'node:crypto';
import { parseTraceParent } from '@opentelemetry/core';

/** Goes on with the caller's trace, or starts one. The span is always new. */
export function continueTrace(received: string | undefined): string {
  const caller = received === undefined ? null : parseTraceParent(received);
  const trace = caller?.traceId ?? randomBytes(16).toString('hex');
  const flags = (caller?.traceFlags ?? 1).toString(16).padStart(2, '0');
  return `00-${trace}-${randomBytes(8).toString('hex')}-${flags}`;
}

const LONGEST = 128;

/** A received traceparent; empty where it is absent or none, as if the trace began here. */
export const validTraceParent = (received = ''): string =>
  received.length <= LONGEST && parseTraceParent(received) ? received : '';

/** The trace id inside a traceparent. */
export const traceIdOf = (traceparent: string) => parseTraceParent(traceparent)?.traceId;
