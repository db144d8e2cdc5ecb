import * as z from 'zod/mini';

// Lambda gives header bytes as Java's signed ones.
const HeaderBytes = z.pipe(
  z.array(z.int()),
  z.transform((bytes) => Buffer.from(bytes.map((byte) => byte & 0xff))),
);
const Bytes = z.pipe(
  z.nullish(z.string()),
  z.transform((base64) => (typeof base64 === 'string' ? Buffer.from(base64, 'base64') : null)),
);
// No z.record: it would drop a header that is called `__proto__`.
const Header = z.pipe(
  z.custom<object>((header) => typeof header === 'object' && header !== null),
  z.transform((header) =>
    Object.entries(header).map(([name, value]) => ({ name, value: z.parse(z.nullable(HeaderBytes), value) })),
  ),
);

const Record = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  timestamp: z.int(),
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
