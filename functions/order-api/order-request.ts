import * as z from 'zod/mini';
import { GATEWAY_CURRENCIES, toGatewayAmount } from '../contracts/money.ts';
import { OrderLine, OrderPlaced } from '../contracts/order-placed.ts';
import '../platform/error-messages.ts';
import { Problem } from '../platform/http-route.ts';
import { holdsCardNumber } from './card-number.ts';

const event = OrderPlaced.shape;

/** Written out, not as \p{Cc}, which the tools of some clients can't read in the API's description. */
const CONTROLS = String.raw`\u0000-\u001f\u007f-\u009f`;
const TEXT = 'must be well-formed Unicode without control characters';
/**
 * A store replaces lone surrogates, so that the row would differ from its request; control characters garble logs. Surrogates
 * are no part of the pattern: many engines of regular expressions refuse one that names them, and drop it.
 */
const text = [
  z.regex(new RegExp(`^[^${CONTROLS}]*$`, 'u'), TEXT),
  z.refine<string>((value) => value.isWellFormed(), TEXT),
] as const;
const token = z.regex(/^[\x21-\x7e]*$/, 'must be printable ASCII without spaces');

/** The body of `POST /orders`. The total is the server's to compute. */
export const OrderRequest = z.strictObject({
  customerId: event.customerId.check(...text, z.describe("The shop's own id of its customer")),
  currency: event.currency.check(z.meta({ enum: [...GATEWAY_CURRENCIES.keys()].sort() })),
  paymentMethod: event.paymentMethod.check(
    token,
    z.describe("The gateway's token of a payment method, never card data"),
  ),
  gatewayCustomer: event.gatewayCustomer.check(
    z.describe("The gateway's customer that a saved payment method belongs to"),
  ),
  lines: z
    .array(z.strictObject({ ...OrderLine.shape, sku: OrderLine.shape.sku.check(...text) }))
    .check(
      z.minLength(1),
      z.maxLength(100),
      z.describe('Their total must be an amount that the payment gateway takes; a refusal names the limits'),
    ),
});
export type OrderRequest = z.infer<typeof OrderRequest>;

interface FieldError {
  /** JSON Pointer into the body. */
  readonly pointer: string;
  readonly detail: string;
}

/** Keeps the response below the 6 MB that a function may return: each error may repeat a name of 16 KB. */
const MAX_ERRORS = 100;

export const totalOf = ({ lines }: OrderRequest) =>
  lines.reduce((total, { quantity, unitAmount }) => total + quantity * unitAmount, 0);

/** Validates a parsed body, whole: every wrong field is named, up to 100. */
export function readOrderRequest(body: unknown): OrderRequest {
  const cardNumbers = findCardNumbers(body);
  const result = z.safeParse(OrderRequest, body);
  const errors = [
    ...cardNumbers,
    ...(result.success ? moneyErrors(result.data) : result.error.issues.flatMap(fieldErrors)),
  ];
  if (result.success && errors.length === 0) return result.data;
  throw new Problem({
    status: 422,
    type: 'invalid-order',
    title: 'The order is not valid; correct the fields that are named.',
    details: { errors: errors.slice(0, MAX_ERRORS) },
  });
}

function moneyErrors(order: OrderRequest): FieldError[] {
  const { currency } = order;
  const total = toGatewayAmount({ currency, amount: totalOf(order) });
  if (total.kind === 'expressible') return [];
  return GATEWAY_CURRENCIES.has(currency)
    ? [{ pointer: '/lines', detail: `the total ${total.reason}` }]
    : [{ pointer: '/currency', detail: total.reason }];
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      pointer: pointerOf([...issue.path, key]),
      detail: 'is not a field of an order',
    }));
  return [{ pointer: pointerOf(issue.path), detail: issue.message }];
}

/** An order has three levels. 16 KB can have 8,000, whose search would overflow the stack. */
const MAX_DEPTH = 8;

/** Card data must never be stored, whatever the field: neither in a value nor in a field's name. */
function findCardNumbers(value: unknown, pointer = '', depth = 0): FieldError[] {
  if (typeof value === 'string')
    return holdsCardNumber(value)
      ? [{ pointer, detail: 'looks like a card number; send a payment method token instead' }]
      : [];
  if (typeof value !== 'object' || value === null) return [];
  if (depth === MAX_DEPTH) return [{ pointer, detail: `is nested more than ${MAX_DEPTH} levels deep` }];
  return Object.entries(value).flatMap(([key, child]) =>
    findCardNumbers(child, `${pointer}${pointerOf([key])}`, depth + 1),
  );
}

/** A field's name is the client's own text: one that holds a card number is not repeated. */
const pointerOf = (path: readonly PropertyKey[]) =>
  path
    .map(String)
    .map((part) => (holdsCardNumber(part) ? '/…' : `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`))
    .join('');
