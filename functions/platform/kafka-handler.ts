import middy from '@middy/core';
import { type ConsumeBatchDeps, consumeBatch } from './consume-batch.ts';
import { kafkaRecords, partitionName } from './kafka-batch.ts';
import { recordIds } from './record-ids.ts';
import { flushMetrics, logger } from './telemetry.ts';

interface KafkaHandlerOptions extends Omit<ConsumeBatchDeps, 'failed'> {
  /** No record is begun with less time left: it could not end. In milliseconds. */
  readonly timePerRecord: number;
  /** Must resolve before the first record is processed; where it rejects, the batch comes again. */
  readonly begin?: () => Promise<void>;
}

/** The Lambda handler of a Kafka consumer. */
export const kafkaHandler = ({ timePerRecord, begin, ...options }: KafkaHandlerOptions) => {
  const consume = consumeBatch({
    ...options,
    failed: (record, error) =>
      logger.warn('record failed, it will come again', {
        ...recordIds(record),
        partition: partitionName(record),
        offset: record.offset,
        error,
      }),
  });
  return middy()
    .use(flushMetrics())
    .handler(async (event: unknown, context) => {
      await begin?.();
      return consume(kafkaRecords(event), () => context.getRemainingTimeInMillis() > timePerRecord);
    });
};
