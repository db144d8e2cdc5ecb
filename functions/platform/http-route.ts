import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** An HTTP API's event, payload format 2; `authorizer` is what API Gateway verified of the caller. */
export type HttpEvent = APIGatewayProxyEventV2 & { readonly requestContext: { readonly authorizer?: unknown } };
export type HttpResponse = APIGatewayProxyStructuredResultV2;
export type Route = (event: HttpEvent) => Promise<HttpResponse>;

export const json = (statusCode: number, body: object, headers: Record<string, string> = {}): HttpResponse => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** An RFC 9457 problem, thrown by a route and answered as `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor({ status, type, title, details = {}, headers = {} }: ProblemOptions) {
    super(title);
    this.status = status;
    this.type = type;
    this.details = details;
    this.headers = headers;
  }
}

interface ProblemOptions {
  readonly status: number;
  /** The last part of the type's URN. */
  readonly type: string;
  /** What is wrong and what to do. */
  readonly title: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export const problemResponse = (problem: Problem, traceId: string | undefined) => ({
  statusCode: problem.status,
  headers: { 'content-type': 'application/problem+json', ...problem.headers },
  body: JSON.stringify({
    type: `https://chargeonce.dev/problems/${problem.type}`,
    title: problem.message,
    status: problem.status,
    ...problem.details,
    traceId,
  }),
});
