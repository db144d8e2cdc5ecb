import { isInvalidRequest } from './dynamo.ts';
import { type KafkaRecord, partitionName } from './kafka-batch.ts';
import { recordIds } from './record-ids.ts';
import { logger, measure } from './telemetry.ts';

/** A record that no retry can help: it belongs into quarantine. */
export class PoisonRecordError extends Error {
  override readonly name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Puts a record where it can wait for a person; rejects when that is not certain, and then the record must come again. */
export type Quarantine = (record: KafkaRecord, error: Error) => Promise<void>;

/**
 * Quarantines what `process` finds to be poison, and what DynamoDB can't write whatever the number of tries, so that it
 * holds up no neighbour; every other failure stays one.
 */
export const quarantinePoison =
  (process: (record: KafkaRecord) => Promise<void>, quarantine: Quarantine) =>
  async (record: KafkaRecord): Promise<void> => {
    try {
      await process(record);
    } catch (error) {
      if (!(error instanceof PoisonRecordError || isInvalidRequest(error))) throw error;
      await quarantine(record, error);
      measure('RecordsQuarantined');
      logger.error('quarantined', {
        ...recordIds(record),
        partition: partitionName(record),
        offset: record.offset,
        error,
      });
    }
  };
