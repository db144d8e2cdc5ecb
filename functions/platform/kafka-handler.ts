import middy from '@middy/core';
import { type ConsumeBatchDeps, consumeBatch } from './consume-batch.ts';
import { type KafkaRecord, kafkaRecords, partitionName } from './kafka-batch.ts';
import { headerText } from './kafka-headers.ts';
import { recordIds } from './record-ids.ts';
import { spans } from './spans.ts';
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
    process: (record) => spans.trace([stepOf(record)], () => options.process(record)),
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

const stepOf = (record: KafkaRecord) => ({
  traceparent: headerText(record.headers, 'traceparent'),
  orderId: recordIds(record).orderId,
});
