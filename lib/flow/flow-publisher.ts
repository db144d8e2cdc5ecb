import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { PaymentState } from '../../functions/contracts/payment-decided.ts';
import type { OutboxPublisherEnv } from '../../functions/outbox-publisher/env.ts';
import { OutboxPublisher, type Publishing } from '../recipes/outbox-publisher.ts';
import type { Stage } from '../stages.ts';

/** A table whose rows hold events to publish. */
export interface FlowOutbox {
  readonly kind: OutboxPublisherEnv['OUTBOX'];
  readonly table: Table;
}

interface FlowPublisherProps extends Publishing {
  readonly stage: Stage;
  readonly outbox: FlowOutbox;
  readonly topics: readonly string[];
}

/** Which rows hold an event to publish: orders whose outbox is there, payments whose state became a decision. */
const OUTBOXES = {
  orders: {
    name: 'order-publisher',
    newImage: { outbox: { M: { requeues: { N: [{ exists: true }] } } } },
    touches: undefined,
    impact: 'Accepted orders are not charged.',
  },
  payments: {
    name: 'payment-publisher',
    newImage: { state: { S: PaymentState.options } },
    // Whoever takes this function over can mark a payment, and neither decide nor change it.
    touches: ['eventId', 'publishFailure'],
    impact: 'Customers who have paid see their orders as placed.',
  },
};

/** Publishes the events of orders, or of payments. */
export class FlowPublisher extends OutboxPublisher {
  constructor(scope: Construct, id: string, { outbox: { kind, table }, ...props }: FlowPublisherProps) {
    super(scope, id, {
      ...props,
      ...OUTBOXES[kind],
      table,
      code: 'outbox-publisher',
      reservedConcurrency: props.stage.concurrency?.publisher,
      environment: { OUTBOX: kind } satisfies OutboxPublisherEnv,
      inRunbook: true,
    });
  }
}
