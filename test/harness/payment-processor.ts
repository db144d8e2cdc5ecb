import type { PaymentGateway } from '../../functions/payment-processor/payment-gateway.ts';
import { takePayment } from '../../functions/payment-processor/take-payment.ts';
import { inMemoryPaymentGateway } from '../doubles/in-memory-payment-gateway.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { PLACED_AT } from '../doubles/order-builders.ts';
import { aChargeWindow } from '../doubles/payment-builders.ts';

const START = Date.parse(PLACED_AT);

/** What takes payments, over rows in memory; its clock stands at the moment of the order, plus what a test says. */
export function aPaymentProcessor(differing: Partial<PaymentGateway> = {}) {
  const payments = inMemoryPayments();
  const inMemory = inMemoryPaymentGateway();
  const lookedUp: string[] = [];
  const find: PaymentGateway['find'] = (request) => {
    lookedUp.push(request.eventId);
    return inMemory.find(request);
  };
  const deps = { ledger: payments.ledger, gateway: { ...inMemory, find, ...differing }, window: aChargeWindow() };
  let tokens = 0;
  /** Takes payments at so many seconds after the order was placed. */
  const takeAt = (seconds: number) =>
    takePayment({ ...deps, now: () => after(seconds), newToken: () => `t${++tokens}` });
  /** Takes a payment that is claimed at the one moment, and goes on at the other. */
  const takeBetween = (claimed: number, goesOn: number) => {
    const moments = [claimed];
    return takePayment({ ...deps, now: () => after(moments.pop() ?? goesOn), newToken: () => `t${++tokens}` });
  };
  return {
    deps,
    rows: payments.rows,
    takeAt,
    takeBetween,
    charges: inMemory.requests,
    lookedUp,
    captures: inMemory.captures,
  };
}

export const after = (seconds: number) => new Date(START + seconds * 1_000);
export const at = (seconds: number) => after(seconds).toISOString();
