import type { EncodedRecord } from '../contracts/quarantine.ts';
import type { KafkaRecord } from './kafka-batch.ts';

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
