import { createHash } from 'node:crypto';

/** One (tenant, Idempotency-Key) is one order, for ever: nothing else goes into the id. */
export function orderIdOf(tenant: string, idempotencyKey: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([tenant, 'POST /orders', idempotencyKey]))
    .digest('base64url');
  return `ord_${digest.slice(0, 22)}`;
}
