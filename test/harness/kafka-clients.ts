import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import type { Connect } from '../../functions/platform/kafka-credentials.ts';
import type { KafkaClientChoice } from '../../functions/platform/kafka-env.ts';
import type { ProducingKafka } from '../../functions/platform/kafka-producer.ts';
import { platformaticClient, platformaticKafka } from '../../functions/platform/platformatic-kafka.ts';
import { quickKafkajs } from './breakable-network.ts';

interface PublishingClient {
  /** As a function has it. */
  readonly at: Connect;
  /** One that gives up after a second try. */
  readonly impatientAt: (broker: string) => ProducingKafka;
}

/** Both libraries that can publish. */
export const PUBLISHING_CLIENTS: Readonly<Record<KafkaClientChoice, PublishingClient>> = {
  kafkajs: { at: kafkaClient, impatientAt: quickKafkajs },
  platformatic: {
    at: platformaticClient,
    impatientAt: (broker) => platformaticKafka({ brokers: [broker], retries: 1 }),
  },
};
