import * as z from 'zod/mini';
import { OrderPlaced } from '../contracts/order-placed.ts';
import { isInvalidRequest } from './dynamo.ts';
import { headerText, type KafkaRecord, partitionName } from './kafka-record.ts';
import { logger, measure } from './telemetry.ts';
import { traceIdOf } from './trace-parent.ts';

/** What a record's log lines are found by. Key and headers are the sender's own: only what has an id's form is told. */
export const recordIds = ({ key, headers }: Pick<KafkaRecord, 'key' | 'headers'>) => ({
  orderId: z.safeParse(OrderPlaced.shape.orderId, key?.toString()).data,
  traceId: traceIdOf(headerText(headers, 'traceparent') ?? ''),
});

/** A record that no retry can help: it belongs into quarantine. */
export class PoisonRecordError extends Error {
  override readonly name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Puts a record where it can wait for a person; rejects when that is not certain, and then the record must come again. */
export type QuarantineRecord = (record: KafkaRecord, error: Error) => Promise<void>;

/**
 * Quarantines what `process` finds to be poison, and what DynamoDB can't write whatever the number of tries, so that it
 * holds up no neighbour; every other failure stays one.
 */
export const quarantinePoison =
  (process: (record: KafkaRecord) => Promise<void>, quarantine: QuarantineRecord) =>
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
