// What a function of another project imports as `chargeonce/runtime`.
export { type CloudEvent, cloudEvent, type EventContract, Receipt } from './contracts/cloud-event.ts';
export { dynamoEffectLedger } from './effects/dynamo-effect-ledger.ts';
export { EffectsEnv } from './effects/env.ts';
export { effectRetrier } from './effects/lambda-effect-retrier.ts';
export {
  type EffectDeps,
  type EffectOutcome,
  type EffectRequest,
  type EffectResponse,
  runOnce,
} from './effects/run-once.ts';
export { dynamoOutbox, dynamoOutboxWithoutEntries, type OutboxTable } from './outbox/dynamo-outbox.ts';
export type { Outbox, RowEvents } from './outbox/outbox.ts';
export { entriesOf, firstEvent, outboxAttributes, type PendingEvent, readRowEvents } from './outbox/outbox.ts';
export { outboxHandler } from './outbox/outbox-handler.ts';
export { consumerHandler } from './platform/consumer-handler.ts';
export { type DecodedEvent, PoisonRecordError, readEvent } from './platform/decode-event.ts';
export { type ConditionalWrite, conditionalWrite, dynamoClient } from './platform/dynamo.ts';
export { readEnv } from './platform/env.ts';
export type { KafkaRecord } from './platform/kafka-record.ts';
export { continueTrace } from './platform/spans.ts';
export { logger } from './platform/telemetry.ts';
