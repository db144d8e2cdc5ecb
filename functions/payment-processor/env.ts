import { PaymentsEnv } from '../payments/env.ts';

export const PaymentProcessorEnv = PaymentsEnv;
export type PaymentProcessorEnv = PaymentsEnv;
