import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import type { EventSourceMapping } from '../event-sources/mapping.ts';
import type { SwitchedSource } from '../event-sources/switched-source.ts';
import type { Invoke } from '../functions/invocation.ts';
import { functionName } from '../functions/invocation.ts';
import type { HttpHandler } from './http-api.ts';
import { jsonResponse, type LambdaResponse, lambdaRefusal } from './payload.ts';

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
    if (answer.kind === 'returned') return jsonResponse(200, answer.payload);
    const failed = jsonResponse(200, { errorMessage: answer.error });
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

/** Compares hashes, which have one length and show nothing of where two tokens differ. */
const isSame = (sent: unknown, token: string) => timingSafeEqual(digest(String(sent)), digest(token));
const digest = (text: string) => createHash('sha256').update(text).digest();

export interface MappingSwitch extends Pick<SwitchedSource, 'state' | 'turn'> {
  readonly mapping: EventSourceMapping;
}

interface MappingApiOptions {
  readonly mappings: () => readonly MappingSwitch[];
  readonly next: HttpHandler;
}

const PATH = /^\/2015-03-31\/event-source-mappings\/?(?<id>[^/?]*)/;
const Update = z.strictObject({ Enabled: z.boolean() });

/** The Lambda API's event source mappings: list, get, and update, which knows nothing but Enabled. */
export function eventSourceMappingApi({ mappings, next }: MappingApiOptions): HttpHandler {
  return async (request, body) => {
    const { url = '', method } = request;
    const id = PATH.exec(url)?.groups?.['id'];
    if (id === undefined) return next(request, body);
    if (id === '') return list(mappings(), new URL(url, 'http://localhost').searchParams);
    const found = mappings().find(({ mapping }) => mapping.id === decodeURIComponent(id));
    if (found === undefined) return lambdaRefusal(404, 'ResourceNotFoundException', `There is no mapping ${id}.`);
    return method === 'PUT' ? update(found, body) : jsonResponse(200, configurationOf(found));
  };
}

function update(found: MappingSwitch, body: Buffer): LambdaResponse {
  const wanted = z.safeParse(Update, JSON.parse(body.toString()));
  if (!wanted.success) return lambdaRefusal(400, 'InvalidParameterValueException', 'Only Enabled can be updated here.');
  found.turn(wanted.data.Enabled);
  return jsonResponse(202, configurationOf(found));
}

function list(mappings: readonly MappingSwitch[], query: URLSearchParams): LambdaResponse {
  const wanted = functionName(query.get('FunctionName') ?? '');
  const own = mappings.filter(({ mapping }) => wanted === '' || functionName(mapping.FunctionName) === wanted);
  return jsonResponse(200, { EventSourceMappings: own.map(configurationOf) });
}

const configurationOf = ({ mapping, state }: MappingSwitch) => ({
  UUID: mapping.id,
  FunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName(mapping.FunctionName)}`,
  EventSourceArn: mapping.EventSourceArn,
  State: state(),
  BatchSize: mapping.BatchSize,
  Topics: mapping.Topics,
  AmazonManagedKafkaEventSourceConfig: mapping.AmazonManagedKafkaEventSourceConfig,
});
