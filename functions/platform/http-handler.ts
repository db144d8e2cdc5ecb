import type { MiddlewareObj } from '@middy/core';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import * as z from 'zod/mini';
import type { HttpEvent, HttpResponse } from './http-route.ts';
import { Problem, problemResponse } from './problem.ts';
import { logger, publishMetrics } from './telemetry.ts';
import { continueTrace, traceIdOf } from './trace-parent.ts';

type HttpMiddleware = MiddlewareObj<HttpEvent, HttpResponse>;

const Request = z.object({
  routeKey: z.string(),
  headers: z.looseObject({}),
  requestContext: z.looseObject({}),
});

/** A warm-up ping and the console's test event are no failure of the API's. */
function noRequest(): HttpResponse {
  logger.info('no request');
  return problemResponse(
    new Problem({ status: 400, type: 'no-request', title: "The event is no HTTP API's, payload format 2." }),
    undefined,
  );
}

/** One log line per request, and the trace that everything after it carries on. */
export const requestLog = (): HttpMiddleware => ({
  before: ({ event }) => {
    if (!z.safeParse(Request, event).success) return noRequest();
    event.headers['traceparent'] = continueTrace(event.headers['traceparent']);
    logger.resetKeys();
    logger.appendKeys({ traceId: traceIdOf(event.headers['traceparent']) });
    return undefined;
  },
  after: ({ event, response }) => {
    logger.info('request', { route: event.routeKey, status: response?.statusCode });
    publishMetrics();
  },
});

/** Turns what a route throws into `application/problem+json`; what nobody expected is logged and answered 500. */
export const problems = (): HttpMiddleware => ({
  onError: (request) => {
    const problem = problemOf(request.error);
    if (problem.status >= 500) logger.error(problem.message, { error: request.error });
    request.response = problemResponse(problem, traceIdOf(request.event.headers['traceparent'] ?? ''));
    logger.info('request', { route: request.event.routeKey, status: problem.status, problem: problem.type });
    publishMetrics();
  },
});

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isPassing(error))
    return new Problem({
      status: 503,
      type: 'unavailable',
      title: 'The order could not be saved or read now; repeat the request with the same Idempotency-Key.',
      headers: { 'retry-after': '1' },
    });
  return new Problem({
    status: 500,
    type: 'internal',
    title: 'The request failed; name its traceId when you report it.',
  });
}

type SdkError = Parameters<typeof isServerError>[0];
const isSdkError = (error: unknown): error is SdkError => error instanceof Error;

/** The SDK's own classes of errors that a repetition may cure. */
const isPassing = (error: unknown) =>
  isSdkError(error) && (isThrottlingError(error) || isTransientError(error) || isServerError(error));
