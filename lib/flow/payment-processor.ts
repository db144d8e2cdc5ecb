import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { CONSUMERS } from '../../functions/contracts/events.ts';
import { DUE_PAYMENTS } from '../../functions/contracts/payment-row.ts';
import type { PaymentProcessorEnv } from '../../functions/payment-processor/env.ts';
import type { Kafka } from '../brokers/kafka.ts';
import type { FailedRecords } from '../recipes/failed-records.ts';
import { deployGradually } from '../recipes/gradual-deployment.ts';
import { addConsumerAlarms, consume, failureMode } from '../recipes/kafka-mapping.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import { flowTable } from '../recipes/table.ts';
import type { Stage } from '../stages.ts';
import { addManyDeclinedAlarm, addPaymentAlarms, type GatewayAccess } from './gateway-access.ts';
import type { OutboxTable } from './outbox-publisher.ts';
import type { Quarantine } from './quarantine.ts';

interface PaymentProcessorProps {
  readonly stage: Stage;
  readonly topic: string;
  readonly kafka: Kafka;
  readonly gateway: GatewayAccess;
  readonly quarantine: Quarantine;
  readonly failedRecords: FailedRecords;
}

/** Longer than the slowest attempt at a payment. */
const TIMEOUT_SECONDS = 60;

/** Charges each order at most once. Outside the network: the gateway is on the internet, and records are brought to it. */
export class PaymentProcessor extends Construct {
  readonly dedupTable: Table;
  readonly outbox: OutboxTable;
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, props: PaymentProcessorProps) {
    super(scope, id);
    const { stage, topic, kafka, gateway, quarantine, failedRecords } = props;
    this.dedupTable = flowTable(this, 'PaymentDedup', { stage, key: 'eventId', indexed: DUE_PAYMENTS });
    this.outbox = { kind: 'payments', table: this.dedupTable };
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'payment-processor',
      timeoutSeconds: TIMEOUT_SECONDS,
      versioned: stage.gradualDeployment !== undefined,
      environment: {
        PAYMENT_DEDUP_TABLE: this.dedupTable.tableName,
        QUARANTINE_FUNCTION: quarantine.function.functionName,
        FAILURE_MODE: failureMode(stage.kafkaPollers),
        RECORDS_AT_ONCE: String(stage.recordsAtOnce),
        FUNCTION_TIMEOUT_SECONDS: String(TIMEOUT_SECONDS),
        ...gateway.variables,
      } satisfies PaymentProcessorEnv,
    });
    // Never DeleteItem: a claim that is gone is an order that can be charged again.
    this.function.allow(
      ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:GetItem', 'dynamodb:DescribeTable'],
      [this.dedupTable.tableArn],
    );
    gateway.allowCharging(this.function);
    quarantine.acceptFrom(this.function);
    addPaymentAlarms(this, { stage, service: 'payment-processor' });
    addManyDeclinedAlarm(this, stage);
    addConsumerAlarms(this, {
      stage,
      consumer: this.function,
      name: 'payment-processor',
      impact: 'Accepted orders are not charged.',
    });
    consume(this.function, { stage, consumer: CONSUMERS.paymentProcessor.name, topic, kafka, failedRecords });
    deployGradually(this, { stage, payer: this.function });
  }
}
