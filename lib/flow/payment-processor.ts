import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { DUE_PAYMENTS } from '../../functions/contracts/payment-row.ts';
import type { PaymentProcessorEnv } from '../../functions/payment-processor/env.ts';
import { deployGradually } from '../recipes/gradual-deployment.ts';
import type { NodeFunction } from '../recipes/node-function.ts';
import { flowTable } from '../recipes/table.ts';
import { FlowConsumer, type FlowConsuming } from './flow-consumer.ts';
import type { FlowOutbox } from './flow-publisher.ts';
import { addManyDeclinedAlarm, addPaymentAlarms, type GatewayAccess } from './gateway-access.ts';

interface PaymentProcessorProps extends FlowConsuming {
  readonly gateway: GatewayAccess;
}

/** Longer than the slowest attempt at a payment. */
const TIMEOUT_SECONDS = 60;

/** Charges each order at most once. Outside the network: the gateway is on the internet, and records are brought to it. */
export class PaymentProcessor extends Construct {
  readonly dedupTable: Table;
  readonly outbox: FlowOutbox;
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { gateway, ...consuming }: PaymentProcessorProps) {
    super(scope, id);
    const { stage } = consuming;
    this.dedupTable = flowTable(this, 'PaymentDedup', { stage, key: 'eventId', indexed: DUE_PAYMENTS });
    this.outbox = { kind: 'payments', table: this.dedupTable };
    this.function = new FlowConsumer(this, 'Function', {
      ...consuming,
      consumer: 'paymentProcessor',
      impact: 'Accepted orders are not charged.',
      inRunbook: true,
      timeoutSeconds: TIMEOUT_SECONDS,
      versioned: stage.gradualDeployment !== undefined,
      environment: {
        PAYMENT_DEDUP_TABLE: this.dedupTable.tableName,
        FUNCTION_TIMEOUT_SECONDS: String(TIMEOUT_SECONDS),
        ...gateway.variables,
      } satisfies PaymentProcessorEnv,
      equip: (processor) => {
        // Never DeleteItem: a claim that is gone is an order that can be charged again.
        processor.allow(
          [
            'dynamodb:PutItem',
            'dynamodb:UpdateItem',
            'dynamodb:GetItem',
            'dynamodb:BatchGetItem',
            'dynamodb:DescribeTable',
          ],
          [this.dedupTable.tableArn],
        );
        gateway.allowCharging(processor);
        addPaymentAlarms(this, { stage, service: 'payment-processor' });
        addManyDeclinedAlarm(this, stage);
      },
    });
    deployGradually(this, { stage, payer: this.function });
  }
}
