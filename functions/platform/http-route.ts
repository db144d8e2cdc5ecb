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
