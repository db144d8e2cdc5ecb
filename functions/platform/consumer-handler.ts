import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import type { MetricName } from '../contracts/metrics.ts';
import type { QuarantineRequest } from '../contracts/quarantined-record.ts';
import { type DecodedEvent, type QuarantineRecord, quarantinePoison } from './decode-event.ts';
import { ConsumerEnv, readEnv } from './env.ts';
import { type KafkaHandlerOptions, kafkaHandler } from './kafka-handler.ts';
import { encodeRecord } from './kafka-record.ts';
import { traceIdOf } from './spans.ts';
import { logger, measure } from './telemetry.ts';

/** The name of the function is that of the consumer, by which its quarantine topic is named. */
const NamedConsumer = z.extend(ConsumerEnv, { POWERTOOLS_SERVICE_NAME: z.string() });

interface ConsumerHandlerOptions extends Pick<KafkaHandlerOptions, 'process' | 'begin'> {
  /** No record is begun with less time left, in milliseconds. */
  readonly timePerRecord?: number;
}

/** The Lambda handler of a consumer: what `process` finds to be poison goes to its quarantine. Reads ConsumerEnv. */
export function consumerHandler({ process, timePerRecord = 10_000, ...options }: ConsumerHandlerOptions) {
  const env = readEnv(NamedConsumer);
  const quarantine = lambdaQuarantine({
    lambda: new LambdaClient(),
    functionName: env.QUARANTINE_FUNCTION,
    consumer: env.POWERTOOLS_SERVICE_NAME,
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

interface LambdaQuarantineDeps {
  readonly lambda: LambdaClient;
  /** The function that takes the record. */
  readonly functionName: string;
  readonly consumer: string;
}

export function lambdaQuarantine({ lambda, functionName, consumer }: LambdaQuarantineDeps): QuarantineRecord {
  return async (record, error) => {
    const request: QuarantineRequest = {
      action: 'quarantine',
      consumer,
      record: encodeRecord(record),
      error: { name: error.name, message: error.message },
    };
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }),
    );
    if (answer.FunctionError === undefined) return;
    throw new Error(`${functionName} did not quarantine the record: ${Buffer.from(answer.Payload ?? []).toString()}`);
  };
}
