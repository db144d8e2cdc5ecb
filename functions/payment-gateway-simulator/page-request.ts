import * as z from 'zod/mini';
import type { Page } from './charge-ledger.ts';

const wholeNumber = z.coerce.number().check(z.int(), z.gte(0));

const PageQuery = z.strictObject({
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 10),
  starting_after: z.optional(z.string()),
  'created[gte]': z._default(wholeNumber, 0),
});

/** Reads the query of a list; `created[gte]` is in seconds since the epoch. Undefined where it is none. */
export function readPage(query: URLSearchParams): Page | undefined {
  const result = z.safeParse(PageQuery, Object.fromEntries(query));
  if (!result.success) return undefined;
  const { limit, starting_after: startingAfter, 'created[gte]': createdFrom } = result.data;
  return { limit, startingAfter, createdFrom: createdFrom * 1000 };
}
