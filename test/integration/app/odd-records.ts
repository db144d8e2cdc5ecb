import fc from 'fast-check';
import type { IHeaders, Message } from 'kafkajs';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { orderIdOf } from '../../../functions/order-api/place-order.ts';
import { anOrderPlaced, anOrderRow } from '../../doubles/order-builders.ts';
import { anOrderEvent } from '../../doubles/record-builders.ts';

const event = anOrderEvent();
const good = anOrderPlaced();
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

/** JSON that is no value of this field, nor of any other. */
const wrong = fc.constantFrom(null, -1, 0.5, 1e308, '', [], {}, true, [null], { amount: 1 }, '💥\u0000');

/** Values of no order: every one is poison under the right type. */
const oddValue: fc.Arbitrary<Message['value']> = fc.oneof(
  fc.constant(null),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from([0xff, ...bytes])),
  fc.nat(event.value.length - 1).map((end) => Buffer.from(event.value).subarray(0, end)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .tuple(fc.constantFrom(...Object.keys(good)), wrong)
    .map(([field, value]) => json({ ...good, [field]: field === 'lines' ? { 0: value } : [value] })),
  fc.constantFrom(...Object.keys(good)).map((field) => json({ ...good, [field]: undefined })),
  fc.constantFrom('__proto__', 'constructor').map((name) => Buffer.from(`{"${name}":${JSON.stringify(good)}}`)),
  fc.integer({ min: 1_000, max: 20_000 }).map((depth) => Buffer.from('['.repeat(depth))),
);
const hugeValue: fc.Arbitrary<Message['value']> = fc
  .constantFrom('a', '"', '\u0001')
  .map((filler) => Buffer.from(filler.repeat(900_000)));

const rightHeaders = { ...event.headers };
const oddBytes = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const oddName = fc.oneof(fc.string({ minLength: 1, maxLength: 20 }), fc.constantFrom('__proto__', 'toString'));

/** Headers of no event that is known, whatever the value. */
const oddHeaders: fc.Arbitrary<IHeaders> = fc.oneof(
  fc.constant({}),
  fc
    .constantFrom('chargeonce.order.placed.v2', 'chargeonce.order.placed.v0', '', 'constructor', '__proto__', '\u0000')
    .map((ce_type) => ({ ...rightHeaders, ce_type })),
  oddBytes.map((bytes) => ({ ...rightHeaders, ce_type: Buffer.from([0xff, ...bytes]) })),
  fc.constant<IHeaders>({ ...rightHeaders, ce_type: [ORDER_PLACED.type, 'another'] }),
  fc.dictionary(oddName, fc.oneof(oddBytes, fc.array(oddBytes, { maxLength: 5 })), {
    maxKeys: 100,
    noNullPrototype: true,
  }),
);
const moreHeaders: fc.Arbitrary<IHeaders> = fc
  .dictionary(oddName, fc.oneof(oddBytes, fc.array(oddBytes, { minLength: 1, maxLength: 5 })), {
    maxKeys: 20,
    noNullPrototype: true,
  })
  .map((more) => ({ ...more, ...rightHeaders }));

const oddKey: fc.Arbitrary<Message['key']> = fc.oneof(fc.constant(null), fc.constant(event.key), oddBytes);

interface Amounts {
  readonly count: number;
  /** How many of them have about a megabyte. */
  readonly huge: number;
  readonly seed: number;
}

/** Records that no consumer of orders can make sense of; the same for the same seed. */
export function oddKafkaRecords({ count, seed, huge }: Amounts): Message[] {
  const withOddValue = fc.record({ key: oddKey, value: oddValue, headers: moreHeaders });
  const withOddHeaders = fc.record({
    key: oddKey,
    value: fc.oneof(oddValue, fc.constant(event.value)),
    headers: oddHeaders,
  });
  const withHugeValue = fc.record({ key: oddKey, value: hugeValue, headers: moreHeaders });
  return [
    ...fc.sample(fc.oneof(withOddValue, withOddHeaders), { numRuns: count - huge, seed }),
    ...fc.sample(withHugeValue, { numRuns: huge, seed }),
  ];
}

const FIELDS = ['tenant', 'customerId', 'paymentMethod', 'currency', 'totalAmount', 'lines', 'placedAt'] as const;
const STATE = ['status', 'version', 'requestHash', 'traceparent', 'requeues'] as const;

/** A value that DynamoDB holds and that none of these attributes has. */
const wrongAttribute = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0.5, {}, { 0: 'a' }, new Set(['a']), new Set([1]), new Uint8Array([255, 0])),
  fc.constant(12345678901234567890n),
  fc.constant({ prototype: { currency: 'EUR' } }),
);

const oddRow = fc.oneof(
  fc.constantFrom(...FIELDS, ...STATE).map((field) => ({ [field]: undefined })),
  fc.tuple(fc.constantFrom(...FIELDS, ...STATE), wrongAttribute).map(([field, value]) => ({ [field]: value })),
  fc.constantFrom('euro', 'eur', 'XXZ', '').map((currency) => ({ currency })),
  fc.constantFrom(-1, 1_000_000_000_000).map((totalAmount) => ({ totalAmount })),
  fc.constantFrom('LOST', 'paid', '').map((status) => ({ status })),
  fc.constantFrom('yesterday', '2026-13-01T00:00:00.000Z', '').map((placedAt) => ({ placedAt })),
  fc.constantFrom([], [{}], [null], [{ sku: '', quantity: 1, unitAmount: 1 }], ['a']).map((lines) => ({ lines })),
  fc
    .constantFrom<unknown>(undefined, null, 'a', [], { 1: null }, { 1: { type: 'order-lost' } }, { 1: 'order-placed' })
    .map((entries) => ({ outbox: { requeues: 0, entries } })),
  fc.constantFrom<unknown>(undefined, null, 5).map((eventId) => ({ outbox: { requeues: 0, eventId } })),
  fc.constant({ outbox: { requeues: 0.5, entries: { 1: { type: 'order-placed' } } } }),
);

/** As JSON it is beyond what Kafka takes. */
const tooLarge = fc.constant({ customerId: '\u0001'.repeat(200_000) });

/** Rows whose outbox entry is there and whose event can't be built; the same for the same seed. */
export function oddOrderRows({ count, seed, run }: { count: number; seed: number; run: string }): OddRow[] {
  const oddities = [...fc.sample(oddRow, { numRuns: count - 2, seed }), ...fc.sample(tooLarge, { numRuns: 2, seed })];
  return oddities.map((oddity, number) => ({ ...anOrderRow({ orderId: orderIdOf(run, String(number)) }), ...oddity }));
}

export type OddRow = { readonly orderId: string };
