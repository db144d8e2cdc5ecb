import * as z from 'zod/mini';
import { Amount, Currency } from '../contracts/money.ts';
import { OrderLine } from '../contracts/order-line.ts';
import '../platform/error-messages.ts';
import { Problem } from '../platform/problem.ts';
import { holdsCardNumber } from './card-number.ts';

/** The body of `POST /orders`. The total is the server's to compute. */
export const OrderRequest = z.strictObject({
  customerId: z.string().check(z.minLength(1), z.maxLength(128)),
  currency: Currency,
  paymentMethod: z.string().check(z.minLength(1), z.maxLength(128)),
  lines: z.array(z.strictObject(OrderLine.shape)).check(z.minLength(1), z.maxLength(100)),
});
export type OrderRequest = z.infer<typeof OrderRequest>;

interface FieldError {
  /** JSON Pointer into the body. */
  readonly pointer: string;
  readonly detail: string;
}

export const totalOf = ({ lines }: OrderRequest) =>
  lines.reduce((total, { quantity, unitAmount }) => total + quantity * unitAmount, 0);

/** Validates a parsed body, whole: every wrong field is named. */
export function readOrderRequest(body: unknown): OrderRequest {
  const cardNumbers = findCardNumbers(body, '');
  const result = z.safeParse(OrderRequest, body);
  const errors = [
    ...cardNumbers,
    ...(result.success ? totalErrors(result.data) : result.error.issues.flatMap(fieldErrors)),
  ];
  if (result.success && errors.length === 0) return result.data;
  throw new Problem({
    status: 422,
    type: 'invalid-order',
    title: 'The order is not valid; correct the fields that are named.',
    details: { errors },
  });
}

const totalErrors = (order: OrderRequest): FieldError[] =>
  z.safeParse(Amount.check(z.gte(1)), totalOf(order)).success
    ? []
    : [{ pointer: '/lines', detail: 'the total must be from 1 to 99999999 minor units' }];

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      pointer: pointerOf([...issue.path, key]),
      detail: 'is not a field of an order',
    }));
  return [{ pointer: pointerOf(issue.path), detail: issue.message }];
}

/** Card data must never be stored, whatever the field: neither in a value nor in a field's name. */
function findCardNumbers(value: unknown, pointer: string): FieldError[] {
  if (typeof value === 'string')
    return holdsCardNumber(value)
      ? [{ pointer, detail: 'looks like a card number; send a payment method token instead' }]
      : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => findCardNumbers(child, `${pointer}${pointerOf([key])}`));
}

/** A field's name is the client's own text: one that holds a card number is not repeated. */
const pointerOf = (path: readonly PropertyKey[]) =>
  path
    .map(String)
    .map((part) => (holdsCardNumber(part) ? '/…' : `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`))
    .join('');
