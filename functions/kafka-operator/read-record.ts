import type { ReadRecordAnswer, ReadRecordRequest } from '../contracts/read-record.ts';
import { encodeRecord } from '../platform/encoded-record.ts';
import type { RecordLog } from './record-log.ts';

interface ReadRecordDeps {
  readonly log: RecordLog;
}

/** Reads the record at one place; changes nothing. */
export function readRecord({ log }: ReadRecordDeps) {
  return async ({ topic, partition, offset }: ReadRecordRequest): Promise<ReadRecordAnswer> => {
    const { records } = await log.readFrom({ topic, partition, offset, maxBytes: 1 });
    const record = records.find((candidate) => candidate.offset === offset);
    return { record: record ? encodeRecord(record) : null };
  };
}
