import type { Construct } from 'constructs';
import { CONSUMERS, type ConsumerId } from '../../functions/contracts/events.ts';
import type { TopicNames } from '../brokers/kafka.ts';
import { type Consuming, KafkaConsumer, type KafkaConsumerProps } from '../recipes/kafka-consumer.ts';
import type { Stage } from '../stages.ts';

/** What the consumers of the flow share. */
export interface FlowConsuming extends Consuming {
  readonly stage: Stage;
  readonly topics: TopicNames;
}

interface FlowConsumerProps
  extends FlowConsuming,
    Omit<KafkaConsumerProps, 'name' | 'topic' | 'code' | 'stage' | 'alarmScope'> {
  /** By the table CONSUMERS it has its name, its code's folder, its consumer group and its topic. */
  readonly consumer: ConsumerId;
}

/** A consumer of one of the flow's own events. */
export class FlowConsumer extends KafkaConsumer {
  constructor(scope: Construct, id: string, { consumer, topics, ...props }: FlowConsumerProps) {
    const { name, event } = CONSUMERS[consumer];
    super(scope, id, { ...props, name, topic: topics.events[event], alarmScope: scope });
  }
}
