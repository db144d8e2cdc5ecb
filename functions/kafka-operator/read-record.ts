import type { EncodedRecord } from '../contracts/quarantine.ts';
import type {
  ReadRecordAnswer,
  ReadRecordRequest,
  ReadRecordsAnswer,
  ReadRecordsRequest,
} from '../contracts/read-record.ts';
import { encodeRecord } from '../platform/encoded-record.ts';
import type { RecordLog } from './record-log.ts';
import { type VisitPageDeps, visitPage } from './visit-page.ts';

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

/** A response of Lambda has room for 6 MB; a last record may be as large as a broker takes it. */
const MOST_BYTES = 3 * 1024 * 1024;

/** Reads a page of a topic; changes nothing. */
export function readRecords({ log, mayGoOn }: VisitPageDeps) {
  return async ({ topic, cursor, limit }: ReadRecordsRequest): Promise<ReadRecordsAnswer> => {
    const records: EncodedRecord[] = [];
    let bytes = 0;
    const visit = visitPage({ log, mayGoOn: () => bytes < MOST_BYTES && mayGoOn() });
    const left = await visit({ topic, cursor, limit }, async (record) => {
      const encoded = encodeRecord(record);
      bytes += JSON.stringify(encoded).length;
      records.push(encoded);
    });
    return { records, cursor: left };
  };
}
