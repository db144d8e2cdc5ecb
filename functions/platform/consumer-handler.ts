import { LambdaClient } from '@aws-sdk/client-lambda';
import { CONSUMERS, type ConsumerId } from '../contracts/events.ts';
import type { MetricName } from '../contracts/metrics.ts';
import type { DecodedEvent } from './decode-event.ts';
import { ConsumerEnv, readEnv } from './env.ts';
import { type KafkaHandlerOptions, kafkaHandler } from './kafka-handler.ts';
import { lambdaQuarantine } from './lambda-quarantine.ts';
import { quarantinePoison } from './poison-record.ts';
import { logger, measure } from './telemetry.ts';
import { traceIdOf } from './trace-parent.ts';

interface ConsumerHandlerOptions extends Pick<KafkaHandlerOptions, 'process' | 'begin'> {
  readonly consumer: ConsumerId;
  /** No record is begun with less time left, in milliseconds. */
  readonly timePerRecord?: number;
}

/** The Lambda handler of a consumer: what `process` finds to be poison goes to its quarantine. Reads ConsumerEnv. */
export function consumerHandler({ consumer, process, timePerRecord = 10_000, ...options }: ConsumerHandlerOptions) {
  const env = readEnv(ConsumerEnv);
  const quarantine = lambdaQuarantine({
    lambda: new LambdaClient(),
    functionName: env.QUARANTINE_FUNCTION,
    consumer: CONSUMERS[consumer].name,
  });
  return kafkaHandler({
    ...options,
    process: quarantinePoison(process, quarantine),
    mode: env.FAILURE_MODE,
    concurrency: env.RECORDS_AT_ONCE,
    timePerRecord,
  });
}

interface OrderData {
  readonly orderId: string;
}

/** Counts an event by its outcome, where that has a metric, and logs it. */
export const reportOutcome =
  <Outcome extends string>(message: string, metrics: Readonly<Record<Outcome, MetricName | undefined>>) =>
  ({ id, traceparent, data: { orderId } }: DecodedEvent<OrderData>, outcome: Outcome) => {
    const metric: MetricName | undefined = metrics[outcome];
    if (metric !== undefined) measure(metric);
    logger.info(message, { orderId, eventId: id, traceId: traceIdOf(traceparent), outcome });
  };
