import type { Kafka } from '../constructs/kafka.ts';
import type { KafkaOperator } from '../constructs/kafka-operator.ts';
import type { OnCall } from '../constructs/on-call.ts';
import type { OrderApi } from '../constructs/order-api.ts';
import type { OutboxPublisher } from '../constructs/outbox-publisher.ts';
import type { PaymentProcessor } from '../constructs/payment-processor.ts';
import type { Reconciler } from '../constructs/reconciler.ts';
import type { StatusUpdater } from '../constructs/status-updater.ts';
import type { Stage } from '../stages.ts';
import type { TopicNames } from '../topic-names.ts';

/** What the dashboard shows, in the direction of the data. */
export interface FlowParts {
  readonly stage: Stage;
  readonly onCall: OnCall;
  readonly kafka: Kafka;
  readonly topics: TopicNames;
  readonly orders: OrderApi;
  readonly orderPublisher: OutboxPublisher;
  readonly payments: PaymentProcessor;
  readonly paymentPublisher: OutboxPublisher;
  readonly statusUpdater: StatusUpdater;
  readonly reconciler: Reconciler;
  readonly operator: KafkaOperator;
}
