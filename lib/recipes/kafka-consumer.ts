import type { Construct } from 'constructs';
import type { ConsumerEnv } from '../../functions/platform/env.ts';
import type { Kafka } from '../brokers/kafka.ts';
import type { FailedRecords } from './failed-records.ts';
import { addConsumerAlarms, consume, failureMode } from './kafka-mapping.ts';
import { NodeFunction } from './node-function.ts';
import type { StageSettings } from './stage-settings.ts';

/** What the consumers of a stage share. */
export interface Consuming {
  readonly stage: StageSettings;
  readonly kafka: Kafka;
  readonly quarantine: {
    readonly function: NodeFunction;
    /** Lets a consumer hand over its bad records. */
    acceptFrom(consumer: NodeFunction): void;
  };
  readonly failedRecords: FailedRecords;
}

export interface KafkaConsumerProps extends Consuming {
  /** Names its function, its consumer group and, after the topic, its quarantine topic. */
  readonly name: string;
  /** With the stage's prefix. */
  readonly topic: string;
  /** The absolute path of its handler's file; without it, its folder in `functions/` has its name. */
  readonly code?: string;
  /** What the user loses while it does not work, as a sentence. */
  readonly impact: string;
  /** Its own variables, beside those of every consumer. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gives it what its own code calls, before any record is brought to it. */
  readonly equip: (consumer: NodeFunction) => void;
  /** Longer than its slowest record takes. */
  readonly timeoutSeconds?: number;
  readonly versioned?: boolean;
  /** Where its alarms are put, if not in itself. */
  readonly alarmScope?: Construct;
  /** Whether docs/runbook.md has entries of its own for its alarms. */
  readonly inRunbook?: boolean;
}

/** The function of a consumer, fed by its topic, with its alarms. Outside the network: records are brought to it. */
export class KafkaConsumer extends NodeFunction {
  constructor(scope: Construct, id: string, props: KafkaConsumerProps) {
    const { stage, name, topic, kafka, quarantine, failedRecords, impact } = props;
    const { code = name, timeoutSeconds = 30, versioned = false, inRunbook = false } = props;
    const shared = {
      QUARANTINE_FUNCTION: quarantine.function.functionName,
      FAILURE_MODE: failureMode(stage.kafkaPollers),
      RECORDS_AT_ONCE: String(stage.recordsAtOnce),
    } satisfies ConsumerEnv;
    super(scope, id, {
      stage,
      name,
      code,
      timeoutSeconds,
      versioned,
      environment: { ...props.environment, ...shared },
    });
    props.equip(this);
    quarantine.acceptFrom(this);
    addConsumerAlarms(props.alarmScope ?? this, { stage, consumer: this, name, impact, inRunbook });
    consume(this, { stage, consumer: name, topic, kafka, failedRecords });
  }
}
