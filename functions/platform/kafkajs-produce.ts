import crc32C from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import Produce, {
  type PartitionMessages,
  type ProduceArguments,
  type ProducedMessage,
} from 'kafkajs/src/protocol/requests/produce/index.js';
import { type Bytes, type BytesWriter, bytesSize, bytesWriter, varIntSize } from './bytes-writer.ts';

/**
 * Has kafkajs 2.2.4 write a produce request into one buffer of the right size. By itself it makes a buffer for each header,
 * each record and each part around them, and copies each into the next: most of what a send costs. The bytes are the same
 * (test/unit/platform/kafkajs-produce.test.ts compares them). What is not written here, it writes by itself: compression,
 * transactions, idempotence, timestamps.
 */
export function encodeProduceOnce() {
  const { protocol } = Produce;
  Produce.protocol = ({ version }) => {
    const produce = protocol({ version });
    return (args) => {
      const { request, response } = produce(args);
      if (version < RECORD_BATCHES || !isPlain(args)) return { request, response };
      return { response, request: { ...request, encode: async () => encoderOf(encodeProduce(args)) } };
    };
  };
}

/** From this version on a request holds record batches. */
const RECORD_BATCHES = 3;

/** What kafkajs takes for an encoder of its own. */
const encoderOf = (buffer: Buffer) => ({ buf: buffer, buffer });

const NO_PRODUCER_ID = -1;

const isPlain = ({ compression, transactionalId, producerId, topicData }: ProduceArguments) =>
  compression === 0 &&
  transactionalId === undefined &&
  producerId === NO_PRODUCER_ID &&
  topicData.every(({ partitions }) =>
    partitions.every(({ messages }) => messages.every(({ timestamp }) => timestamp === undefined)),
  );

const SHORT = 2;
const INT = 4;
const LONG = 8;
/** Partition leader epoch, magic and checksum. */
const BATCH_HEAD = INT + 1 + INT;
/** Attributes, last offset delta, two timestamps, producer's id and epoch, first sequence, number of records. */
const BATCH_FIELDS = SHORT + INT + LONG + LONG + LONG + SHORT + INT + INT;
const MAGIC = 2;

/** Produce => transactional_id acks timeout [topic [partition record_set]], of the Kafka protocol guide. */
export function encodeProduce({ acks, timeout, producerEpoch, topicData }: ProduceArguments): Buffer {
  const topics = topicData.map(({ topic, partitions }) => ({ topic, batches: partitions.map(measureBatch) }));
  const bytes = topics.flatMap(({ topic, batches }) => [
    SHORT + Buffer.byteLength(topic) + INT,
    ...batches.map(({ size }) => INT + INT + LONG + INT + size),
  ]);
  const out = bytesWriter(SHORT + SHORT + INT + INT + sum(bytes));
  const now = BigInt(Date.now());
  out.int16(-1);
  out.int16(acks);
  out.int32(timeout);
  out.int32(topics.length);
  for (const { topic, batches } of topics) {
    out.int16(Buffer.byteLength(topic));
    out.text(topic);
    out.int32(batches.length);
    for (const batch of batches) writeBatch(out, batch, { now, producerEpoch });
  }
  return out.buffer;
}

interface MeasuredBatch {
  readonly partition: number;
  readonly firstSequence: number;
  readonly records: readonly MeasuredRecord[];
  /** In bytes, from the leader epoch on. */
  readonly size: number;
}

function measureBatch({ messages, ...place }: PartitionMessages): MeasuredBatch {
  const records = messages.map(measureRecord);
  const sizes = records.map(({ size }) => varIntSize(size) + size);
  return { ...place, records, size: BATCH_HEAD + BATCH_FIELDS + sum(sizes) };
}

interface OfAllBatches {
  readonly now: bigint;
  readonly producerEpoch: number;
}

function writeBatch(out: BytesWriter, { partition, firstSequence, records, size }: MeasuredBatch, all: OfAllBatches) {
  out.int32(partition);
  out.int32(LONG + INT + size);
  out.int64(0n);
  out.int32(size);
  out.int32(0);
  out.int8(MAGIC);
  const checksumAt = out.offset();
  out.int32(0);
  out.int16(0);
  out.int32(records.length - 1);
  out.int64(all.now);
  out.int64(all.now);
  out.int64(BigInt(NO_PRODUCER_ID));
  out.int16(all.producerEpoch);
  out.int32(firstSequence);
  out.int32(records.length);
  for (const [index, record] of records.entries()) writeRecord(out, record, index);
  const checksum = crc32C(out.buffer.subarray(checksumAt + INT, out.offset()));
  out.buffer.writeUInt32BE(checksum, checksumAt);
}

interface MeasuredRecord {
  readonly key: Bytes;
  readonly value: Bytes;
  /** Names and values by turns; a name that is there more than once has all its values. */
  readonly headers: readonly Bytes[];
  /** In bytes, without the length that precedes it. */
  readonly size: number;
}

function measureRecord({ key = null, value, headers = {} }: ProducedMessage, index: number): MeasuredRecord {
  const fields: Bytes[] = [];
  for (const name of Object.keys(headers))
    for (const header of [headers[name] ?? null].flat()) fields.push(name, header);
  const sizes = sum([key, value, ...fields].map(bytesSize));
  return { key, value, headers: fields, size: ZEROS + varIntSize(index) + varIntSize(fields.length / 2) + sizes };
}

/** Attributes and timestamp delta, a byte each. */
const ZEROS = 2;

function writeRecord(out: BytesWriter, { key, value, headers, size }: MeasuredRecord, index: number) {
  out.varInt(size);
  out.int16(0);
  out.varInt(index);
  out.sized(key);
  out.sized(value);
  out.varInt(headers.length / 2);
  for (const field of headers) out.sized(field);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
