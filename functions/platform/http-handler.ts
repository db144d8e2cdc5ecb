import type { MiddlewareObj } from '@middy/core';
import * as z from 'zod/mini';
import { retryType } from './aws-error.ts';
import { type HttpEvent, type HttpResponse, Problem, problemResponse } from './http-route.ts';
import { continueTrace, spans, traceIdOf } from './spans.ts';
import { levelOf, logger, publishTelemetry } from './telemetry.ts';

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

/**
 * One log line per request, and the trace that everything after it carries on. The line of a request that succeeds is for stages
 * that log each event: API Gateway logs it, too.
 */
export const requestLog = (): HttpMiddleware => {
  const ends = new WeakMap<HttpEvent, (fault: boolean) => void>();
  return {
    before: ({ event }) => {
      if (!z.safeParse(Request, event).success) return noRequest();
      const traceparent = continueTrace(event.headers['traceparent']);
      event.headers['traceparent'] = traceparent;
      ends.set(event, spans.begin([{ traceparent, isRoot: true }]));
      logger.resetKeys();
      logger.appendKeys({ traceId: traceIdOf(traceparent) });
      return undefined;
    },
    after: async ({ event, response }) => {
      const isOrdinary = (response?.statusCode ?? 500) < 400;
      logger[levelOf(isOrdinary)]('request', { route: event.routeKey, status: response?.statusCode });
      ends.get(event)?.(false);
      await publishTelemetry();
    },
    // What the client did wrong is no fault of the function.
    onError: async ({ event, response }) => {
      ends.get(event)?.((response?.statusCode ?? 500) >= 500);
      await publishTelemetry();
    },
  };
};

/** Turns what a route throws into `application/problem+json`; what nobody expected is logged and answered 500. */
export const problems = (): HttpMiddleware => ({
  onError: (request) => {
    const problem = problemOf(request.error);
    if (problem.status >= 500) logger.error(problem.message, { error: request.error });
    request.response = problemResponse(problem, traceIdOf(request.event.headers['traceparent'] ?? ''));
    logger.info('request', { route: request.event.routeKey, status: problem.status, problem: problem.type });
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

/** The SDK's own classes of errors that a repetition may cure. */
const isPassing = (error: unknown) => retryType(error) !== 'CLIENT_ERROR';
