import middy from '@middy/core';
import { adaptConcurrency } from './adapt-concurrency.ts';
import { recordIds } from './decode-event.ts';
import type { FailureMode } from './env.ts';
import { headerText, type KafkaRecord, kafkaRecords, partitionName } from './kafka-record.ts';
import { spans } from './spans.ts';
import { flushMetrics, logger } from './telemetry.ts';

export interface KafkaHandlerOptions extends Omit<ConsumeBatchDeps, 'failed'> {
  /** No record is begun with less time left: it could not end. In milliseconds. */
  readonly timePerRecord: number;
  /** Is given the batch, and must resolve before its first record is processed; where it rejects, the batch comes again. */
  readonly begin?: (records: readonly KafkaRecord[]) => Promise<void>;
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
      const records = kafkaRecords(event);
      await begin?.(records);
      return consume(records, () => context.getRemainingTimeInMillis() > timePerRecord);
    });
};

const stepOf = (record: KafkaRecord) => ({
  traceparent: headerText(record.headers, 'traceparent'),
  orderId: recordIds(record).orderId,
});

export interface ConsumeBatchDeps {
  /** Ends a record: resolves when it is decided, a duplicate or quarantined; rejects when it must come again. */
  readonly process: (record: KafkaRecord) => Promise<void>;
  readonly mode: FailureMode;
  /** How many records with different keys are processed at once, at most. */
  readonly concurrency: number;
  readonly failed: (record: KafkaRecord, error: unknown) => void;
}

/** Processes batches: at once across keys, in order within a key. No failed record ever counts as done, in either mode. */
export function consumeBatch({ process, mode, concurrency, failed }: ConsumeBatchDeps) {
  const { limit, observe } = adaptConcurrency(concurrency);
  return async (records: readonly KafkaRecord[], mayBegin: () => boolean) => {
    const processInOrder = async (sameKey: readonly KafkaRecord[]) => {
      for (const record of sameKey) {
        try {
          if (!mayBegin()) throw new Error('no time is left in this invocation');
          await observe(() => process(record));
        } catch (error) {
          failed(record, error);
          return [record];
        }
      }
      return [];
    };
    const byKey = Map.groupBy(
      records,
      ({ topic, partition, key }) => `${topic}-${partition}/${key?.toString('base64')}`,
    );
    const failures = (await Promise.all([...byKey.values()].map((sameKey) => limit(processInOrder, sameKey)))).flat();
    return answer(records, failures, mode);
  };
}

function answer(records: readonly KafkaRecord[], failures: readonly KafkaRecord[], mode: FailureMode) {
  if (mode === 'throw' && failures.length > 0)
    throw new Error(`${failures.length} of ${records.length} records failed; the batch must come again`);
  return { batchItemFailures: withLaterOnes(records, failures).map(itemIdentifier) };
}

/** A partition goes on from its first failure, so that one and every later record of its partition is reported. */
function withLaterOnes(records: readonly KafkaRecord[], failures: readonly KafkaRecord[]) {
  const firstFailure = new Map<string, number>();
  for (const record of failures) {
    const name = partitionName(record);
    firstFailure.set(name, Math.min(record.offset, firstFailure.get(name) ?? Infinity));
  }
  return records.filter((record) => record.offset >= (firstFailure.get(partitionName(record)) ?? Infinity));
}

const itemIdentifier = (record: KafkaRecord) => ({
  itemIdentifier: { partition: partitionName(record), offset: record.offset },
});
