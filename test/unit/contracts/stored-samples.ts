import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';

const Sample = z.object({ headers: z.record(z.string(), z.string()), key: z.string(), value: z.string() });

/** An event as it was published once, to the byte. A sample is never edited: Kafka holds such records. */
export const storedSample = (name: string) =>
  z.parse(Sample, JSON.parse(readFileSync(join(import.meta.dirname, `samples/${name}.json`), 'utf8')));

/** The record that Kafka holds of it. */
export function storedRecord(name: string): KafkaRecord {
  const { headers, key, value } = storedSample(name);
  return aKafkaRecord({
    key: Buffer.from(key),
    value: Buffer.from(value),
    headers: Object.entries(headers).map(([header, text]) => ({ name: header, value: Buffer.from(text) })),
  });
}
