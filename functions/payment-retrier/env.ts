import type * as z from 'zod/mini';
import { PaymentsEnv } from '../payments/env.ts';

export const PaymentRetrierEnv = PaymentsEnv;
export type PaymentRetrierEnv = z.input<typeof PaymentRetrierEnv>;
