// What a CDK app of another project imports as `chargeonce/constructs`.
export { quarantineTopic } from '../functions/contracts/quarantined-record.ts';
export { ExistingKafka } from './brokers/existing-kafka.ts';
export { type ExistingCluster, givenKafka, type Kafka } from './brokers/kafka.ts';
export { FailedRecords } from './recipes/failed-records.ts';
export { type Consuming, KafkaConsumer, type KafkaConsumerProps } from './recipes/kafka-consumer.ts';
export { NodeFunction, type NodeFunctionProps } from './recipes/node-function.ts';
export { OutboxPublisher, type OutboxPublisherProps, type Publishing } from './recipes/outbox-publisher.ts';
export { Quarantine } from './recipes/quarantine.ts';
export { RetriedEffects, type RetriedEffectsProps } from './recipes/retried-effects.ts';
export { runRegularly } from './recipes/run-regularly.ts';
export { type StageSettings, stageSettings } from './recipes/stage-settings.ts';
export { flowTable } from './recipes/table.ts';
