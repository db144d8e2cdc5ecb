import type { Construct } from 'constructs';
import { CONSUMERS, type ConsumerId } from '../../functions/contracts/events.ts';
import type { ConsumerEnv } from '../../functions/platform/env.ts';
import type { Kafka, TopicNames } from '../brokers/kafka.ts';
import type { Stage } from '../stages.ts';
import type { FailedRecords } from './failed-records.ts';
import { addConsumerAlarms, consume, failureMode } from './kafka-mapping.ts';
import { NodeFunction } from './node-function.ts';

/** What the consumers of a stage share. */
export interface Consuming {
  readonly stage: Stage;
  readonly kafka: Kafka;
  readonly topics: TopicNames;
  readonly quarantine: {
    readonly function: NodeFunction;
    /** Lets a consumer hand over its bad records. */
    acceptFrom(consumer: NodeFunction): void;
  };
  readonly failedRecords: FailedRecords;
}

interface KafkaConsumerProps extends Consuming {
  /** By the table CONSUMERS it has its name, its code's folder, its consumer group and its topic. */
  readonly consumer: ConsumerId;
  /** What the user loses while it does not work, as a sentence. */
  readonly impact: string;
  /** Its own variables, beside those of every consumer. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gives it what its own code calls, before any record is brought to it. */
  readonly equip: (consumer: NodeFunction) => void;
  /** Longer than its slowest record takes. */
  readonly timeoutSeconds?: number;
  readonly versioned?: boolean;
  /** Whether docs/runbook.md has entries of its own for its alarms. */
  readonly inRunbook?: boolean;
}

/** The function of a consumer, fed by its topic, with its alarms. Outside the network: records are brought to it. */
export class KafkaConsumer extends NodeFunction {
  constructor(scope: Construct, id: string, props: KafkaConsumerProps) {
    const { stage, kafka, topics, quarantine, failedRecords, impact, inRunbook = false } = props;
    const { timeoutSeconds = 30, versioned = false } = props;
    const { name, event } = CONSUMERS[props.consumer];
    const shared = {
      QUARANTINE_FUNCTION: quarantine.function.functionName,
      FAILURE_MODE: failureMode(stage.kafkaPollers),
      RECORDS_AT_ONCE: String(stage.recordsAtOnce),
    } satisfies ConsumerEnv;
    super(scope, id, { stage, name, timeoutSeconds, versioned, environment: { ...props.environment, ...shared } });
    props.equip(this);
    quarantine.acceptFrom(this);
    addConsumerAlarms(scope, { stage, consumer: this, name, impact, inRunbook });
    consume(this, { stage, consumer: name, topic: topics.events[event], kafka, failedRecords });
  }
}
