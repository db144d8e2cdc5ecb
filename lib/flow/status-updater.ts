import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { CONSUMERS } from '../../functions/contracts/events.ts';
import type { StatusUpdaterEnv } from '../../functions/status-updater/env.ts';
import type { Kafka } from '../brokers/kafka.ts';
import type { FailedRecords } from '../recipes/failed-records.ts';
import { addConsumerAlarms, consume, failureMode } from '../recipes/kafka-mapping.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import type { Stage } from '../stages.ts';
import type { Quarantine } from './quarantine.ts';

interface StatusUpdaterProps {
  readonly stage: Stage;
  readonly topic: string;
  readonly orders: Table;
  readonly kafka: Kafka;
  readonly quarantine: Quarantine;
  readonly failedRecords: FailedRecords;
}

/** Brings a payment's decision back to its order. */
export class StatusUpdater extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, props: StatusUpdaterProps) {
    super(scope, id);
    const { stage, topic, orders, kafka, quarantine, failedRecords } = props;
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'status-updater',
      timeoutSeconds: 30,
      environment: {
        ORDERS_TABLE: orders.tableName,
        QUARANTINE_FUNCTION: quarantine.function.functionName,
        FAILURE_MODE: failureMode(stage.kafkaPollers),
        RECORDS_AT_ONCE: String(stage.recordsAtOnce),
      } satisfies StatusUpdaterEnv,
    });
    this.function.allow(['dynamodb:UpdateItem'], [orders.tableArn]);
    quarantine.acceptFrom(this.function);
    addConsumerAlarms(this, {
      stage,
      consumer: this.function,
      name: 'status-updater',
      impact: 'Customers who have paid see their orders as placed.',
    });
    consume(this.function, { stage, consumer: CONSUMERS.statusUpdater.name, topic, kafka, failedRecords });
  }
}
