import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import type { ReconcilerEnv } from '../../functions/reconciler/env.ts';
import type { Stage } from '../stages.ts';
import { NodeFunction } from './node-function.ts';
import { addReconcilerAlarms } from './reconciler-alarms.ts';

interface ReconcilerProps {
  readonly stage: Stage;
  readonly orders: Table;
  readonly payments: Table;
}

/** Looks at the open orders from time to time, and makes the events flow again that are stuck. */
export class Reconciler extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { stage, orders, payments }: ReconcilerProps) {
    super(scope, id);
    const { everyMinutes, after } = stage.reconciliation;
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'reconciler',
      timeoutSeconds: 240,
      reservedConcurrency: stage.concurrency?.reconciler,
      environment: {
        ORDERS_TABLE: orders.tableName,
        PAYMENT_DEDUP_TABLE: payments.tableName,
        RECONCILE_AFTER_SECONDS: String(after),
      } satisfies ReconcilerEnv,
    });
    this.function.allow(['dynamodb:Query'], [`${orders.tableArn}/index/${OPEN_ORDERS.index}`]);
    this.function.allow(['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'], [orders.tableArn, payments.tableArn]);
    new Rule(this, 'Schedule', {
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      // A run that failed is not repeated: the next one sees the same.
      targets: [new LambdaFunction(this.function, { retryAttempts: 0 })],
    });
    addReconcilerAlarms(this, { stage });
  }
}
