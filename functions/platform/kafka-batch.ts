import * as z from 'zod/mini';

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
