import * as z from 'zod/mini';
import type { EncodedRecord } from '../contracts/quarantined-record.ts';

// Lambda gives header bytes as Java's signed ones.
const HeaderBytes = z.pipe(
  z.array(z.int()),
  z.transform((bytes): Buffer => Buffer.from(bytes.map((byte) => byte & 0xff))),
);
const Bytes = z.pipe(
  z.nullish(z.string()),
  z.transform((base64): Buffer | null => (typeof base64 === 'string' ? Buffer.from(base64, 'base64') : null)),
);
// Not z.record, which leaves a header called `__proto__` out.
const Header = z.pipe(
  z.pipe(
    z.custom<object>((header: unknown) => typeof header === 'object' && header !== null),
    z.transform((header): [string, unknown][] => Object.entries(header)),
  ),
  z.pipe(
    z.array(z.tuple([z.string(), z.nullable(HeaderBytes)])),
    z.transform((entries) => entries.map(([name, value]) => ({ name, value }))),
  ),
);

const Record = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  // A producer may write any 64-bit number: one that is no time must not keep the rest of the batch from being read.
  timestamp: z.number(),
  key: Bytes,
  value: Bytes,
  headers: z.pipe(
    z.nullish(z.array(Header)),
    z.transform((headers) => (headers ?? []).flat()),
  ),
});

const KafkaEvent = z.object({ records: z.record(z.string(), z.array(Record)) });

/** A record as the consumer got it, bytes untouched. */
export type KafkaRecord = z.output<typeof Record>;

/** The records of a Kafka event source's event; in the order of offsets within each partition. */
export const kafkaRecords = (event: unknown): KafkaRecord[] => Object.values(z.parse(KafkaEvent, event).records).flat();

export const partitionName = ({ topic, partition }: KafkaRecord) => `${topic}-${partition}`;

/** The text of a header; of repeated ones the last, as in Kafka's own `Headers.lastHeader`. */
export const headerText = (headers: KafkaRecord['headers'], name: string): string | undefined =>
  headers.findLast((header) => header.name === name)?.value?.toString();

/** kafkajs takes what objects inherit for an earlier value of headers called `constructor`, `toString` and so on. */
export const isHeaderValue = (value: unknown): value is Buffer | null => value === null || Buffer.isBuffer(value);

/** A record as it travels in JSON. */
export const encodeRecord = ({ key, value, headers, ...place }: KafkaRecord): EncodedRecord => ({
  ...place,
  key: base64(key),
  value: base64(value),
  headers: headers.map((header) => ({ name: header.name, value: base64(header.value) })),
});

/** The bytes of a record that travelled in JSON. */
export const decodeRecord = ({ key, value, headers, ...place }: EncodedRecord): KafkaRecord => ({
  ...place,
  key: bytes(key),
  value: bytes(value),
  headers: headers.map((header) => ({ name: header.name, value: bytes(header.value) })),
});

const base64 = (buffer: Buffer | null) => buffer?.toString('base64') ?? null;

const bytes = (text: string | null) => (text === null ? null : Buffer.from(text, 'base64'));
