import type { ChargeLedger, KeyUse } from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { type PaymentIntent, timePrefix } from '../../functions/payment-gateway-simulator/payment-intent.ts';

/** A charge ledger that forgets when the process ends. */
export function inMemoryChargeLedger(): ChargeLedger {
  const uses = new Map<string, KeyUse>();
  const intents = new Map<string, PaymentIntent>();
  return {
    async rememberKey(use, pruneBefore) {
      const earlier = uses.get(use.key);
      if (earlier && new Date(earlier.usedAt) >= pruneBefore) return earlier;
      uses.set(use.key, use);
      return use;
    },
    async storeIntent(intent) {
      if (!intents.has(intent.id)) intents.set(intent.id, intent);
    },
    async findIntent(id) {
      return intents.get(id);
    },
    async cancelIntent(id) {
      const intent = intents.get(id);
      if (intent?.status !== 'requires_action' && intent?.status !== 'requires_payment_method') return false;
      intents.set(id, { ...intent, status: 'canceled' });
      return true;
    },
    async listIntents({ limit, startingAfter, createdFrom }) {
      const wanted = [...intents.values()]
        .sort((one, other) => (one.id < other.id ? 1 : -1))
        .filter(({ id }) => id >= timePrefix(createdFrom) && (startingAfter === undefined || id < startingAfter));
      return { intents: wanted.slice(0, limit), hasMore: wanted.length > limit };
    },
  };
}
