import * as z from 'zod/mini';
import { OrderRequest } from './order-request.ts';
import { OrderResource } from './order-resource.ts';

const Problem = z.object({
  type: z.url(),
  title: z.string(),
  status: z.int(),
  traceId: z.string(),
  errors: z.optional(z.array(z.object({ pointer: z.string(), detail: z.string() }))),
});

const schema = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });
const problem = (description: string) => ({ description, content: { 'application/problem+json': schema('Problem') } });
const order = (description: string, headers: object = {}) => ({
  description,
  headers,
  content: { 'application/json': schema('Order') },
});
const text = (description: string) => ({ description, schema: { type: 'string' } });
const open = { security: [] };

const postOrder = {
  operationId: 'placeOrder',
  summary: 'Place an order; the same key and body again answer the same order',
  parameters: [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      description: '1 to 255 printable ASCII characters, bare or quoted; one key is one order, for ever',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]*$' },
    },
  ],
  requestBody: { required: true, content: { 'application/json': schema('OrderRequest') } },
  responses: {
    202: order('Accepted', {
      Location: text('Where the order is'),
      'Idempotent-Replayed': text('true where the order was there already'),
    }),
    400: problem('No Idempotency-Key, or malformed JSON'),
    413: problem('Over 16 KB'),
    415: problem('Not JSON'),
    422: problem(
      'A field is wrong, the gateway does not take the total (its limits are named), or the key has another body',
    ),
    503: problem('Not saved; repeat after Retry-After'),
  },
};

const getOrder = {
  operationId: 'getOrder',
  summary: 'An order as it is now',
  parameters: [
    { name: 'orderId', in: 'path', required: true, schema: z.toJSONSchema(OrderResource.shape.orderId) },
    { name: 'If-None-Match', in: 'header', schema: { type: 'string' } },
  ],
  responses: {
    200: order('The order', { ETag: text("The order's version") }),
    304: { description: 'Not changed' },
    404: problem("No such order, or another tenant's"),
  },
};

/** The OpenAPI 3.1 description; its schemas are the ones that requests are validated by. */
export const openApi = () => ({
  openapi: '3.1.0',
  info: { title: 'chargeonce orders', version: '1.0.0' },
  security: [{ bearer: [] }],
  paths: {
    '/orders': { post: postOrder },
    '/orders/{orderId}': { get: getOrder },
    '/openapi.json': {
      get: { ...open, summary: 'This description', responses: { 200: { description: 'OpenAPI 3.1' } } },
    },
    '/health': { get: { ...open, summary: 'Whether the API answers', responses: { 200: { description: 'It does' } } } },
  },
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    schemas: {
      OrderRequest: z.toJSONSchema(OrderRequest),
      Order: z.toJSONSchema(OrderResource),
      Problem: z.toJSONSchema(Problem),
    },
  },
});
