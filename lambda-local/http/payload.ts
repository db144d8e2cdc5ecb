import { isUtf8 } from 'node:buffer';
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

/** Everything else arrives as base64, and so does what is no text whatever it is called. */
const TEXT = /^(text\/|application\/(json|javascript|xml)|[^;]+\+(json|xml))/i;

/**
 * The event that an HTTP API hands to a function, payload format 2.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function payloadEvent(request: IncomingMessage, { body, routeKey, pathParameters, authorizer }: PayloadOptions) {
  const { url = '/', headers } = request;
  const [rawPath, rawQueryString] = [url.replace(/\?.*$/s, ''), url.replace(/^[^?]*\??/, '')];
  const { cookie, ...others } = headers;
  const isText = TEXT.test(headers['content-type'] ?? '') && isUtf8(body);
  const now = new Date();
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    headers: Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)])),
    ...ifAny('queryStringParameters', joined(new URLSearchParams(rawQueryString))),
    ...ifAny('pathParameters', pathParameters),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer,
      domainName: headers.host,
      domainPrefix: 'local',
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress,
        userAgent: headers['user-agent'],
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** What is empty is left out. */
const ifAny = (name: string, values: Readonly<Record<string, string>>) =>
  Object.keys(values).length > 0 ? { [name]: values } : {};

/** As web servers' logs have it: 01/Dec/2026:03:13:34 +0000. */
const commonLogTime = (time: Date) =>
  time.toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000');

/** Repeated parameters are one, joined by commas. */
const joined = (parameters: URLSearchParams) =>
  Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]));

const FunctionResponse = z.object({
  statusCode: z.int(),
  headers: z._default(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {}),
  cookies: z._default(z.array(z.string()), []),
  body: z._default(z.string(), ''),
  isBase64Encoded: z._default(z.boolean(), false),
});

export interface LambdaResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer | Readable;
}

/** What the HTTP API answers for what a function returned; without a status code, what it returned is the body. */
export function answerOf(payload: unknown): LambdaResponse {
  const { data } = z.safeParse(FunctionResponse, payload);
  if (data === undefined) return jsonResponse(200, payload);
  const { headers, cookies } = data;
  return {
    status: data.statusCode,
    headers: {
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    },
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
