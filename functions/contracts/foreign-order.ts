import * as z from 'zod/mini';

/** The id of an order of this system, or of another one, which has none of our form and stays short enough for every row and key. */
export const AnyOrderId = z
  .string()
  .check(
    z.regex(
      /^(?:ord_[\w-]{22}|(?!ord_)[A-Za-z0-9][\w-]{0,63})$/,
      "must be ord_ and 22 characters, or another system's: 1 to 64 letters, digits, '-' and '_'",
    ),
  );

/** Whether another system placed it: it has no row in the Orders table. */
export const isForeignOrder = (orderId: string) => !orderId.startsWith('ord_');

/**
 * The id of another system's event, such as a UUID. A dot would let it be one of ours, or the key of a refund; a short one, such
 * as a row's number, two systems could give to two orders.
 */
const FOREIGN_EVENT_ID = /^[\w-]{16,128}$/;

/** Why this can't be the id of a foreign event; undefined where it can. */
export const foreignIdProblem = (id: string) =>
  FOREIGN_EVENT_ID.test(id) ? undefined : "must be 16 to 128 letters, digits, '-' and '_', such as a UUID";

interface ForeignEvent {
  readonly id: string;
  readonly orderId: string;
  /** Of the record. */
  readonly key: string | undefined;
}

/** Why an event can't be one of another system's order; undefined where it can. */
export function foreignContradiction({ id, orderId, key }: ForeignEvent): string | undefined {
  const problem = foreignIdProblem(id);
  if (problem !== undefined) return `the id of the event ${problem}`;
  // Events of one order under two keys would be in two partitions.
  return key === orderId ? undefined : 'the key of the record is not the id of the order';
}
