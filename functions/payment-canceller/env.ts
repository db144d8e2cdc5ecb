import * as z from 'zod/mini';

export const PaymentCancellerEnv = z.object({ PAYMENT_DEDUP_TABLE: z.string() });
export type PaymentCancellerEnv = z.input<typeof PaymentCancellerEnv>;
