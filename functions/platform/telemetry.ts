import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import { type MetricName, unitOf } from '../contracts/metrics.ts';
import { spans } from './spans.ts';

/**
 * Structured logs; the service's name comes from POWERTOOLS_SERVICE_NAME. At `debug` is written what went as it should, for each
 * event: only stages with `logs: 'each'` keep it. At `info` and above is what a person on call has to find.
 */
export const logger = new Logger();

/** Of the line of an event, by whether it went as it should. */
export const levelOf = (isOrdinary: boolean) => (isOrdinary ? 'debug' : 'info');

/** Metrics as EMF log lines; the namespace comes from POWERTOOLS_METRICS_NAMESPACE. Kept here, so that nobody adds dimensions. */
const metrics = new Metrics();

const counts = new Map<MetricName, number>();

/** Counts one, or measures a value. The values of an invocation are kept apart, so that percentiles are right; counts are added up. */
export function measure(name: MetricName, value?: number) {
  if (value === undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  else metrics.addMetric(name, unitOf(name), value);
}

/** Writes out what was counted so far. */
export function publishMetrics() {
  for (const [name, count] of counts) metrics.addMetric(name, unitOf(name), count);
  counts.clear();
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

/** Writes out what an invocation counted and sends its spans, however it ends. A span that is lost fails nothing. */
export async function publishTelemetry() {
  publishMetrics();
  await spans.flush().catch((error: unknown) => logger.warn('spans not sent', { error }));
}

export const flushMetrics = (): MiddlewareObj => ({ after: publishTelemetry, onError: publishTelemetry });
