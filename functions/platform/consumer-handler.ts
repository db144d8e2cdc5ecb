import { gzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import type { MetricName } from '../contracts/metrics.ts';
import type { PackedQuarantineRequest, QuarantineRequest } from '../contracts/quarantined-record.ts';
import { awsPosts, type Environment } from './aws-posts.ts';
import { type DecodedEvent, type QuarantineRecord, quarantinePoison } from './decode-event.ts';
import { ConsumerEnv, readEnv } from './env.ts';
import { type KafkaHandlerOptions, kafkaHandler } from './kafka-handler.ts';
import { encodeRecord } from './kafka-record.ts';
import { traceIdOf } from './spans.ts';
import { levelOf, logger, measure } from './telemetry.ts';

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
    invoke: lambdaInvoke(),
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

/** Counts an event by its outcome, where that has a metric, and logs it; an `ordinary` outcome only where a stage logs each event. */
export const reportOutcome =
  <Outcome extends string>(
    message: string,
    metrics: Readonly<Record<Outcome, MetricName | undefined>>,
    ordinary?: NoInfer<Outcome>,
  ) =>
  ({ id, traceparent, data: { orderId } }: DecodedEvent<OrderData>, outcome: Outcome) => {
    const metric: MetricName | undefined = metrics[outcome];
    if (metric !== undefined) measure(metric);
    logger[levelOf(outcome === ordinary)](message, {
      orderId,
      eventId: id,
      traceId: traceIdOf(traceparent),
      outcome,
    });
  };

interface LambdaQuarantineDeps {
  readonly invoke: LambdaInvoke;
  /** The function that takes the record. */
  readonly functionName: string;
  readonly consumer: string;
}

export function lambdaQuarantine({ invoke, functionName, consumer }: LambdaQuarantineDeps): QuarantineRecord {
  return async (record, error) => {
    const request: QuarantineRequest = {
      action: 'quarantine',
      consumer,
      record: encodeRecord(record),
      error: { name: error.name, message: error.message },
    };
    const answer = await invoke(functionName, fitting(JSON.stringify(request)));
    if (answer.isError) throw new Error(`${functionName} did not quarantine the record: ${answer.payload}`);
  };
}

/** Lambda takes 6 MB. */
const MOST_BYTES = 5_000_000;

function fitting(request: string): string {
  if (Buffer.byteLength(request) <= MOST_BYTES) return request;
  const packed: PackedQuarantineRequest = {
    action: 'quarantine-packed',
    request: gzipSync(request).toString('base64'),
  };
  return JSON.stringify(packed);
}

/** Invokes a function and waits for what it answers or, with `isError`, for what it failed with. */
export type LambdaInvoke = (
  functionName: string,
  payload: string,
) => Promise<{ readonly isError: boolean; readonly payload: string }>;

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function lambdaInvoke(environment: Environment = process.env): LambdaInvoke {
  const post = awsPosts({
    environment,
    service: 'lambda',
    endpointIn: 'AWS_ENDPOINT_URL_LAMBDA',
    ...{ maxAttempts: 3, connectionTimeout: 1_000, requestTimeout: 35_000 },
  });
  return async (functionName, payload) => {
    const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
    const { headers, body } = await post({ path, headers: { 'content-type': 'application/json' }, body: payload });
    return { isError: 'x-amz-function-error' in headers, payload: body };
  };
}
