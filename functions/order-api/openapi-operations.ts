import * as z from 'zod/mini';
import { OrderResource } from './get-order.ts';
import type { OrderRequest } from './order-request.ts';

const schema = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });
/** Ours, of this function. */
const ours = { 'application/problem+json': schema('Problem') };
/** Of what API Gateway refuses by itself. */
const gateways = { 'application/json': schema('Message') };
const problem = (description: string) => ({ description, content: ours });
const order = (description: string, headers: object = {}) => ({
  description,
  headers,
  content: { 'application/json': schema('Order') },
});
const text = (description: string) => ({ description, schema: { type: 'string' } });
const retryAfter = { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } };
export const failures = {
  429: { description: 'Too many requests; repeat later', content: gateways },
  500: { description: 'It failed; the same request may be repeated', content: { ...ours, ...gateways } },
  503: { description: 'Not now; repeat after Retry-After', headers: retryAfter, content: { ...ours, ...gateways } },
};
/** Of a route that is not open. */
const refusals = {
  401: { description: 'No valid token, or the caller has no tenant', content: { ...ours, ...gateways } },
  403: { description: 'Not signed, or the caller may not invoke this API', content: gateways },
};
const idempotencyKey = (description: string, example: string) => ({
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    `1 to 255 printable ASCII characters, bare or quoted, with nothing around them; ${description}. ` +
    'Parameters of a quoted one are ignored',
  schema: {
    type: 'string',
    minLength: 1,
    maxLength: 255,
    pattern: '^(?!"")[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$',
  },
  example,
});

const orderId = {
  name: 'orderId',
  in: 'path',
  required: true,
  schema: z.toJSONSchema(OrderResource.shape.orderId),
  example: 'ord_AAAAAAAAAAAAAAAAAAAAAA',
};

const anOrder: OrderRequest = {
  customerId: 'customer-7',
  currency: 'EUR',
  paymentMethod: 'pm_card_visa',
  lines: [{ sku: 'sku-1', quantity: 2, unitAmount: 1_999 }],
};

export const placeOrderOperation = {
  operationId: 'placeOrder',
  summary: 'Place an order; the same key and body again answer the same order',
  description:
    'What is wrong first is answered, in this order: 401, 403; 400 for the key; 415; 413; 400 for the body; 422 with ' +
    'every wrong field. A body that fits the schema is still refused with 422 where a text or a name in it looks like ' +
    "a card number (an issuer's prefix and length, and a valid check digit, whatever parts the digits), where the " +
    'gateway does not take the total (50 to 99999999 minor units of EUR, for instance), or where the key has another body.',
  parameters: [idempotencyKey('one key is one order, for ever', 'cart-2041')],
  requestBody: {
    required: true,
    description: 'At most 16 KB. Texts are well-formed Unicode; their lengths count UTF-16 code units.',
    content: { 'application/json': { ...schema('OrderRequest'), example: anOrder } },
  },
  responses: {
    202: {
      ...order('Accepted', {
        Location: text('Where the order is'),
        'Idempotent-Replayed': text('true where the order was there already'),
      }),
      links: { order: { operationId: 'getOrder', parameters: { orderId: '$response.body#/orderId' } } },
    },
    ...refusals,
    400: problem('No Idempotency-Key, or malformed JSON'),
    413: { description: 'Over 16 KB', content: { ...ours, ...gateways } },
    415: problem('Not JSON, or with a content-encoding'),
    422: problem(
      'A field is wrong, the gateway does not take the total (its limits are named), or the key has another body',
    ),
    ...failures,
  },
};

export const getOrderOperation = {
  operationId: 'getOrder',
  summary: 'An order as it is now',
  parameters: [orderId, { name: 'If-None-Match', in: 'header', schema: { type: 'string' } }],
  responses: {
    200: order('The order', { ETag: text("The order's version") }),
    304: { description: 'Not changed', headers: { ETag: text("The order's version") } },
    ...refusals,
    404: problem("No such order, or another tenant's"),
    ...failures,
  },
};

export const cancelOrderOperation = {
  operationId: 'cancelOrder',
  summary: 'Cancel an order as a whole; a payment that was captured is refunded',
  description:
    'The answer is the order as it is now: it becomes CANCELLED where it was never charged, and REFUNDED where it was. ' +
    'An order is cancelled once, whatever the key; again, and for an order that was declined, nothing is changed.',
  parameters: [orderId, idempotencyKey('the same one repeats the request', 'cancel-2041')],
  responses: {
    202: order('Accepted', {
      Location: text('Where the order is'),
      'Idempotent-Replayed': text('true where the order was being cancelled already'),
    }),
    ...refusals,
    400: problem('No Idempotency-Key'),
    404: problem("No such order, or another tenant's"),
    422: problem('There is a body: a part of an order can not be cancelled'),
    ...failures,
  },
};
