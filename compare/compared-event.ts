import * as z from 'zod/mini';

/** What every compared system puts on its topic. The amount is in minor units. */
export const ComparedEvent = z.object({
  eventId: z.string(),
  orderId: z.string(),
  tenant: z.string(),
  amount: z.int(),
  currency: z.string(),
});
export type ComparedEvent = z.infer<typeof ComparedEvent>;
