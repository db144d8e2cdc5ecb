import { OrderPlaced } from '../contracts/order-placed.ts';
import type { AuditedIntent, AuditedRefund } from './order-evidence.ts';

/** What the gateway holds, by order. */
export function ledgerBooks() {
  const intents = new Map<string, readonly AuditedIntent[]>();
  const orderOf = new Map<string, string>();
  const refunds = new Map<string, readonly AuditedRefund[]>();
  return {
    /** A list may show an intent twice, at the ends of two of its parts. What names no order of ours is another shop's. */
    intent(intent: AuditedIntent) {
      const { id, orderId = '' } = intent;
      if (!isOurs(intent) || orderOf.has(id)) return;
      orderOf.set(id, orderId);
      intents.set(orderId, [...(intents.get(orderId) ?? []), intent]);
    },
    refund(refund: AuditedRefund) {
      const own = refunds.get(refund.intentId) ?? [];
      if (own.every(({ id }) => id !== refund.id)) refunds.set(refund.intentId, [...own, refund]);
    },
    of(orderId: string) {
      const own = intents.get(orderId) ?? [];
      return { intents: own, refunds: own.flatMap(({ id }) => refunds.get(id) ?? []) };
    },
    captured: (isIn: (time: number) => boolean) =>
      [...intents].flatMap(([orderId, own]) =>
        own.some(({ status, createdAt }) => status === 'succeeded' && isIn(createdAt)) ? [orderId] : [],
      ),
    refundedElsewhere: (isIn: (time: number) => boolean) =>
      new Set(
        [...refunds].flatMap(([intentId, own]) =>
          !orderOf.has(intentId) && own.some(({ createdAt }) => isIn(createdAt)) ? [intentId] : [],
        ),
      ),
  };
}

const ORDER_ID = OrderPlaced.shape.orderId;

/** Whether an intent names an order of this system; an account may be of several shops. */
export const isOurs = ({ orderId }: AuditedIntent) => orderId !== undefined && ORDER_ID.safeParse(orderId).success;
