import type { QuarantineAnswer, QuarantineRequest } from '../contracts/quarantine.ts';
import { decodeRecord } from '../platform/encoded-record.ts';
import { recordIds } from '../platform/record-ids.ts';
import { logger, measure } from '../platform/telemetry.ts';

export function reportQuarantined({ record, error }: QuarantineRequest, to: QuarantineAnswer) {
  const { topic, partition, offset } = record;
  measure('RecordsQuarantined');
  logger.info('quarantined', { ...recordIds(decodeRecord(record)), from: { topic, partition, offset }, to, error });
}
