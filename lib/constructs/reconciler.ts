import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import { DUE_PAYMENTS } from '../../functions/contracts/payment-row.ts';
import type { ReconcilerEnv } from '../../functions/reconciler/env.ts';
import type { Stage } from '../stages.ts';
import { NodeFunction } from './node-function.ts';
import { addReconcilerAlarms } from './reconciler-alarms.ts';
import { runRegularly } from './run-regularly.ts';

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
    this.function.allow(['dynamodb:Query'], [`${payments.tableArn}/index/${DUE_PAYMENTS.index}`]);
    this.function.allow(['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'], [orders.tableArn, payments.tableArn]);
    runRegularly(this, { target: this.function, everyMinutes });
    addReconcilerAlarms(this, { stage });
  }
}
