import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { cancelPayment } from '../../functions/payment-canceller/cancel-payment.ts';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import type { PaymentLedger } from '../../functions/payments/payment-ledger.ts';
import type { PaymentOrder } from '../../functions/payments/payment-rows.ts';
import { refundPayment } from '../../functions/payments/refund-payment.ts';
import { inMemoryPaymentGateway } from '../doubles/in-memory-payment-gateway.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { PLACED_AT } from '../doubles/order-builders.ts';

export const LEASE_SECONDS = 65;

interface Different {
  readonly ledger?: Partial<PaymentLedger>;
  readonly gateway?: Partial<PaymentGateway>;
}

/** Attempts at payments over the doubles, at a clock that a test moves; in seconds after the orders were placed. */
export function paymentsInMemory(options: Parameters<typeof inMemoryPaymentGateway>[0] = {}) {
  let seconds = 0;
  let tokens = 0;
  const now = () => after(seconds);
  const payments = inMemoryPayments({ now });
  const atGateway = inMemoryPaymentGateway(options);
  const calls: string[] = [];
  const recorded: PaymentGateway = {
    create: (request) => said('create', atGateway.gateway.create(request)),
    confirm: (...about) => said('confirm', atGateway.gateway.confirm(...about)),
    retrieve: (...about) => said('retrieve', atGateway.gateway.retrieve(...about)),
    cancel: (...about) => said('cancel', atGateway.gateway.cancel(...about)),
    refund: (...about) => said('refund', atGateway.gateway.refund(...about)),
    list: (...about) => said('list', atGateway.gateway.list(...about)),
  };
  const said = <Response>(name: string, response: Response) => {
    calls.push(name);
    return response;
  };
  /** An attempt whose ledger or gateway differs in these calls. */
  const attempt = ({ ledger = {}, gateway = {} }: Different = {}) =>
    attemptPayment({
      ledger: { ...payments.ledger, ...ledger },
      gateway: { ...recorded, ...gateway },
      now,
      newToken: () => `token-${++tokens}`,
      leaseSeconds: LEASE_SECONDS,
    });
  const row = ({ eventId }: Pick<PaymentOrder, 'eventId'>): PaymentRow => {
    const found = payments.rows.get(eventId);
    if (found === undefined) throw new Error(`there is no row ${eventId}`);
    return found;
  };
  return {
    ...payments,
    ...atGateway,
    attempt,
    charge: attempt().charge,
    retry: (order: Pick<PaymentOrder, 'eventId'>) => attempt().retry(row(order)),
    row,
    cancel: cancelPayment({ ledger: payments.cancellations, now }),
    refund: (order: Pick<PaymentOrder, 'eventId'>, different: Pick<Different, 'gateway'> = {}) =>
      refundPayment({ refunds: payments.refunds, gateway: { ...recorded, ...different.gateway }, now })(row(order)),
    /** Of the gateway, in their order. */
    calls,
    now,
    pass(moreSeconds: number) {
      seconds += moreSeconds;
    },
  };
}

export const after = (seconds: number) => new Date(Date.parse(PLACED_AT) + seconds * 1_000);
export const at = (seconds: number) => after(seconds).toISOString();

export const LOST = { kind: 'unknown', reason: 'no answer', misconfigured: false } as const;
export const UNREACHABLE = { kind: 'unreachable', reason: 'refused', misconfigured: false } as const;
