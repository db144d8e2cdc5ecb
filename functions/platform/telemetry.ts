import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';

/** Structured logs; the service's name comes from POWERTOOLS_SERVICE_NAME. */
export const logger = new Logger();

/** Metrics as EMF log lines; the namespace comes from POWERTOOLS_METRICS_NAMESPACE. */
export const metrics = new Metrics();

/** Writes out what was counted so far. */
export function publishMetrics() {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

/** Writes out what an invocation counted, however it ends. */
export const flushMetrics = (): MiddlewareObj => ({ after: publishMetrics, onError: publishMetrics });
