import type { Context } from 'aws-lambda';
import type { Message } from 'kafkajs';
import type { CloudEvent } from '../../functions/contracts/cloud-event.ts';
import type { FailureMode } from '../../functions/platform/kafka-env.ts';
import { kafkaHandler } from '../../functions/platform/kafka-handler.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-record.ts';
import { type QuarantineRecord, quarantinePoison } from '../../functions/platform/poison-record.ts';
import type { Invoke } from '../../lambda-local/functions/invocation.ts';
import { returned } from '../doubles/scripted-function.ts';
import { send } from './kafka-source.ts';

/** Both modes of a Kafka source: how the function tells of failures, and the settings that belong to it. */
export const MODES: readonly (readonly [FailureMode, object])[] = [
  ['throw', {}],
  [
    'report',
    {
      ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  ],
];

interface Consumer {
  readonly process: (record: KafkaRecord) => Promise<void>;
  readonly quarantine: QuarantineRecord;
  readonly mode: FailureMode;
}

/** A consumer as it is deployed, behind the local runner's port. */
export function consumerFunction({ process, quarantine, mode }: Consumer): Invoke {
  const handler = kafkaHandler({
    process: quarantinePoison(process, quarantine),
    mode,
    concurrency: 16,
    timePerRecord: 30_000,
  });
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
  return async (_name, event) => {
    try {
      return returned(await handler(event, context));
    } catch (error) {
      return { kind: 'failed', error: String(error) };
    }
  };
}

/** Puts records into a topic as they were, without a word about why. */
export const quarantineInto =
  (topic: string): QuarantineRecord =>
  ({ key, value, headers }) =>
    send(topic, [
      { key, value, headers: Object.fromEntries(headers.map((header) => [header.name, header.value ?? ''])) },
    ]);

export const messageOf = ({ key, value, headers }: CloudEvent): Message => ({ key, value, headers: { ...headers } });
