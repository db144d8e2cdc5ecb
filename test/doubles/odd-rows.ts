import fc from 'fast-check';
import { orderIdOf } from '../../functions/order-api/place-order.ts';
import { anOrderRow } from './order-builders.ts';

const FIELDS = ['tenant', 'customerId', 'paymentMethod', 'currency', 'totalAmount', 'lines', 'placedAt'] as const;
const STATE = ['status', 'version', 'requestHash', 'traceparent', 'requeues'] as const;

/** A value that DynamoDB holds and that none of these attributes has. */
const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0.5, {}, { 0: 'a' }, new Set(['a']), new Set([1]), new Uint8Array([255, 0])),
  fc.constant(12345678901234567890n),
  fc.constant({ prototype: { currency: 'EUR' } }),
);

const odd = fc.oneof(
  fc.constantFrom(...FIELDS, ...STATE).map((field) => ({ [field]: undefined })),
  fc.tuple(fc.constantFrom(...FIELDS, ...STATE), wrong).map(([field, value]) => ({ [field]: value })),
  fc.constantFrom('euro', 'eur', 'XXZ', '').map((currency) => ({ currency })),
  fc.constantFrom(-1, 1_000_000_000_000).map((totalAmount) => ({ totalAmount })),
  fc.constantFrom('LOST', 'paid', '').map((status) => ({ status })),
  fc.constantFrom('yesterday', '2026-13-01T00:00:00.000Z', '').map((placedAt) => ({ placedAt })),
  fc.constantFrom([], [{}], [null], [{ sku: '', quantity: 1, unitAmount: 1 }], ['a']).map((lines) => ({ lines })),
  fc.constantFrom<unknown>(undefined, '1', null, 0.5).map((requeues) => ({ outbox: { eventId: 'e', requeues } })),
);

/** As JSON it is beyond what Kafka takes. */
const tooLarge = fc.constant({ customerId: '\u0001'.repeat(200_000) });

/** Rows whose outbox entry is there and whose event can't be built; the same for the same seed. */
export function oddOrderRows({ count, seed, run }: { count: number; seed: number; run: string }): OddRow[] {
  const oddities = [...fc.sample(odd, { numRuns: count - 2, seed }), ...fc.sample(tooLarge, { numRuns: 2, seed })];
  return oddities.map((oddity, number) => ({ ...anOrderRow({ orderId: orderIdOf(run, String(number)) }), ...oddity }));
}

export type OddRow = { readonly orderId: string };
