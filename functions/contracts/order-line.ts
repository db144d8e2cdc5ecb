import * as z from 'zod/mini';
import { Amount } from './money.ts';

/** A field that a later version adds is let pass; the API refuses unknown ones by itself. */
export const OrderLine = z.object({
  sku: z.string().check(z.minLength(1), z.maxLength(64)),
  quantity: z.int().check(z.gte(1), z.lte(10_000)),
  unitAmount: Amount,
});
export type OrderLine = z.infer<typeof OrderLine>;
