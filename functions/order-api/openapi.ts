import * as z from 'zod/mini';
import { OrderResource } from './get-order.ts';
import { cancelOrderOperation, failures, getOrderOperation, placeOrderOperation } from './openapi-operations.ts';
import { OrderRequest } from './order-request.ts';

const Problem = z.object({
  type: z.url(),
  title: z.string(),
  status: z.int(),
  traceId: z.string(),
  errors: z.optional(z.array(z.object({ pointer: z.string(), detail: z.string() }))),
});

/** The body of an answer that API Gateway gives by itself. */
const Message = z.object({ message: z.nullable(z.string()) });

const open = { security: [] };
const answers = (description: string) => ({ 200: { description, content: { 'application/json': {} } }, ...failures });

/** The OpenAPI 3.1 description; its schemas are the ones that requests are validated by. */
export const openApi = () => ({
  openapi: '3.1.0',
  info: {
    title: 'chargeonce orders',
    version: '1.0.0',
    description: 'Any other path or method is answered 404 by API Gateway, which knows no 405.',
  },
  security: [{ bearer: [] }, { iam: [] }],
  paths: {
    '/orders': { post: placeOrderOperation },
    '/orders/{orderId}': { get: getOrderOperation },
    '/orders/{orderId}/cancel': { post: cancelOrderOperation },
    '/openapi.json': {
      get: { ...open, summary: 'This description', responses: answers('OpenAPI 3.1') },
    },
    '/asyncapi.json': {
      get: { ...open, summary: 'The events that orders lead to, on Kafka', responses: answers('AsyncAPI 3.0') },
    },
    '/health': { get: { ...open, summary: 'Whether the API answers', responses: answers('It does') } },
  },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Where the stage has an issuer' },
      iam: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        description: 'AWS Signature Version 4, where the stage has no issuer',
        'x-amazon-apigateway-authtype': 'awsSigv4',
      },
    },
    schemas: {
      OrderRequest: z.toJSONSchema(OrderRequest),
      Order: z.toJSONSchema(OrderResource),
      Problem: z.toJSONSchema(Problem),
      Message: z.toJSONSchema(Message),
    },
  },
});
