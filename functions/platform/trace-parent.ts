import { randomBytes } from 'node:crypto';
import { parseTraceParent } from '@opentelemetry/core';

/** Goes on with the caller's trace, or starts one. The span is always new. */
export function continueTrace(received: string | undefined): string {
  const caller = received === undefined ? null : parseTraceParent(received);
  const trace = caller?.traceId ?? randomBytes(16).toString('hex');
  const flags = (caller?.traceFlags ?? 1).toString(16).padStart(2, '0');
  return `00-${trace}-${randomBytes(8).toString('hex')}-${flags}`;
}

/** The trace id inside a traceparent. */
export const traceIdOf = (traceparent: string) => parseTraceParent(traceparent)?.traceId;
