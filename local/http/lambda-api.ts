import { createHash, timingSafeEqual } from 'node:crypto';
import type { Invoke } from '../event-sources/invoke.ts';
import { eventSourceMappingApi, type MappingSwitch } from './event-source-mapping-api.ts';
import type { HttpHandler } from './http-api.ts';
import { jsonAnswer, lambdaRefusal } from './payload.ts';

interface LambdaApiOptions {
  readonly invoke: Invoke;
  readonly mappings: () => readonly MappingSwitch[];
  /** The session token of the AWS credentials that a caller must have. */
  readonly token: string;
  readonly next: HttpHandler;
}

const INVOKE = /^\/2015-03-31\/functions\/(?<name>[^/?]+)\/invocations(?:\?|$)/;

/** The Lambda API's Invoke and event source mappings, for who has the token: an event names its own caller. */
export function lambdaApi({ token, next, ...api }: LambdaApiOptions): HttpHandler {
  const serve = eventSourceMappingApi({ mappings: api.mappings, next: invokeApi(api.invoke, next) });
  return async (request, body) => {
    if (!request.url?.startsWith('/2015-03-31/')) return next(request, body);
    return isSame(request.headers['x-amz-security-token'], token)
      ? serve(request, body)
      : lambdaRefusal(403, 'UnrecognizedClientException', 'Set AWS_SESSION_TOKEN to what DATA_DIR/lambda.token holds.');
  };
}

function invokeApi(invoke: Invoke, next: HttpHandler): HttpHandler {
  return async (request, body) => {
    const name = INVOKE.exec(request.url ?? '')?.groups?.['name'];
    if (name === undefined || request.method !== 'POST') return next(request, body);
    const event = parsed(body);
    if (event === undefined) return lambdaRefusal(400, 'InvalidRequestContentException', 'The payload is not JSON.');
    const answer = await invoke(decodeURIComponent(name), event.json);
    if (answer.kind === 'returned') return jsonAnswer(200, answer.payload);
    const failed = jsonAnswer(200, { errorMessage: answer.error });
    return { ...failed, headers: { ...failed.headers, 'x-amz-function-error': 'Unhandled' } };
  };
}

function parsed(body: Buffer): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(body.toString() || 'null') };
  } catch {
    // Undefined says so: the caller answers 400.
    return undefined;
  }
}

/** Compares hashes, which have one length and tell nothing of where two tokens differ. */
const isSame = (sent: unknown, token: string) => timingSafeEqual(digest(String(sent)), digest(token));
const digest = (text: string) => createHash('sha256').update(text).digest();
