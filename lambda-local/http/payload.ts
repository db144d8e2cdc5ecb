import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import * as z from 'zod/mini';

interface PayloadOptions {
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly authorizer: object | undefined;
}

/** Everything else arrives as base64. */
const TEXT = /^(text\/|application\/(json|javascript|xml)|[^;]+\+(json|xml))/i;

/** The event that an HTTP API hands to a function, payload format 2. */
export function payloadEvent(request: IncomingMessage, { body, routeKey, pathParameters, authorizer }: PayloadOptions) {
  const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const isText = TEXT.test(request.headers['content-type'] ?? '');
  const now = new Date();
  return {
    version: '2.0',
    routeKey,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    queryStringParameters: joined(searchParams),
    pathParameters,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer,
      domainName: request.headers.host,
      domainPrefix: 'local',
      http: {
        method: request.method,
        path: pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress,
        userAgent: request.headers['user-agent'],
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Repeated parameters are one, joined by commas. */
const joined = (parameters: URLSearchParams) =>
  Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]));

const FunctionResponse = z.object({
  statusCode: z.int(),
  headers: z._default(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {}),
  body: z._default(z.string(), ''),
  isBase64Encoded: z._default(z.boolean(), false),
});

export interface LambdaResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable;
}

/** What the HTTP API answers for what a function returned; without a status code, what it returned is the body. */
export function answerOf(payload: unknown): LambdaResponse {
  const { data } = z.safeParse(FunctionResponse, payload);
  if (data === undefined) return jsonResponse(200, payload);
  const headers: [string, string][] = Object.entries(data.headers).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  return {
    status: data.statusCode,
    headers: Object.fromEntries(headers),
    body: Buffer.from(data.body, data.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** An answer that API Gateway gives by itself. */
export const jsonResponse = (status: number, body: unknown): LambdaResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
});

/** An error of the Lambda API. */
export function lambdaRefusal(status: number, type: string, message: string): LambdaResponse {
  const { headers, ...answer } = jsonResponse(status, { Type: 'User', Message: message });
  return { ...answer, headers: { ...headers, 'x-amzn-errortype': type } };
}
