import * as z from 'zod/mini';
import { type Resource, read } from '../resources.ts';
import { measured, type Usage } from '../usage.ts';

const Table = z.object({
  BillingMode: z.literal('PAY_PER_REQUEST'),
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })),
  GlobalSecondaryIndexes: z._default(z.array(z.unknown()), []),
  PointInTimeRecoverySpecification: z.optional(z.object({ PointInTimeRecoveryEnabled: z.boolean() })),
});

/** A table is recognised by its partition key. */
const TABLES: Readonly<Record<string, string>> = {
  orderId: 'orders',
  eventId: 'payments',
  pk: 'ledger',
  effectKey: 'effects',
};

export function tableUsage(resource: Resource): Usage[] {
  const { KeySchema, GlobalSecondaryIndexes, PointInTimeRecoverySpecification: recovery } = read(Table, resource);
  const key = KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
  const table = TABLES[key];
  if (table === undefined)
    throw new Error(`is a table with the key ${key}: nobody has measured what an order costs there`);
  const rows = measured(`${table}/row`) / 1e9;
  return [
    { what: `writes of ${table}`, price: 'dynamodb-write', perOrder: measured(`${table}/writes`) },
    {
      what: `writes of the index of ${table}`,
      price: 'dynamodb-write',
      perOrder: measured(`${table}/index-writes`) * GlobalSecondaryIndexes.length,
    },
    { what: `reads of ${table}`, price: 'dynamodb-read', perOrder: measured(`${table}/reads`) },
    { what: `rows of ${table}`, price: 'dynamodb-storage', perOrderKept: rows },
    ...(recovery?.PointInTimeRecoveryEnabled
      ? [{ what: `rows of ${table}, any second of 35 days`, price: 'dynamodb-recovery', perOrderKept: rows } as const]
      : []),
  ];
}
