import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { MetricOf } from '../../functions/contracts/metrics.ts';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import { DUE_PAYMENTS } from '../../functions/contracts/payment-row.ts';
import type { ReconcilerEnv } from '../../functions/reconciler/env.ts';
import { FlowAlarm, flowMetric } from '../monitoring/flow-alarm.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import { runRegularly } from '../recipes/run-regularly.ts';
import type { Stage } from '../stages.ts';

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

/** Seconds after which requeueing has not helped an order: twice the time after which it is requeued. */
export const stuckAfter = ({ reconciliation }: Stage) => 2 * reconciliation.after;

/** Seconds that a payment may be overdue: many runs of the payment-retrier. */
export const PARKED_TOO_LONG = 900;

/** Watch the reconciler's gauges: they count rows, so an alarm lasts for as long as its cause does. */
function addReconcilerAlarms(scope: Construct, { stage }: { readonly stage: Stage }) {
  // Room for two runs that are late.
  const period = Duration.minutes(3 * stage.reconciliation.everyMinutes);
  const gauge = (name: MetricOf<'reconciler'>) =>
    flowMetric({ stage, service: 'reconciler', name, statistic: Stats.MAXIMUM, period });
  new FlowAlarm(scope, 'OrdersStuck', {
    stage,
    heading: 'orders-stuck',
    impact: 'Orders that were accepted come to no end, though they were requeued.',
    customerFacing: true,
    metric: gauge('OldestMovingOrderAgeSeconds'),
    threshold: stuckAfter(stage),
  });
  new FlowAlarm(scope, 'PaymentsInReview', {
    stage,
    heading: 'payments-in-review',
    impact: 'Orders wait: for some payments only a person can tell whether the customer was charged.',
    customerFacing: false,
    metric: gauge('PaymentsInReview'),
    threshold: 1,
    // Nobody has counted.
    silenceAlarms: true,
  });
  new FlowAlarm(scope, 'PaymentsParked', {
    stage,
    heading: 'payments-parked',
    impact: 'Orders are neither charged nor declined, or not refunded: payments are due, and nobody tries them.',
    customerFacing: true,
    metric: gauge('OldestDuePaymentAgeSeconds'),
    threshold: PARKED_TOO_LONG,
    // Nobody has looked.
    silenceAlarms: true,
  });
  new FlowAlarm(scope, 'PublishFailures', {
    stage,
    heading: 'publish-failures',
    impact: 'Orders stand still: the event of an order or a payment can never be published as it is.',
    customerFacing: false,
    // What can't be published, and what can't be read: one number, since emulators know no metric math.
    metric: gauge('RowsForOperator'),
    threshold: 1,
  });
  addRunAlarms(scope, { stage, period });
}

/** One run that fails in part or ends early is made up for by the next: the alarm is for three in a row. */
function addRunAlarms(scope: Construct, { stage, period }: { readonly stage: Stage; readonly period: Duration }) {
  const eachRun = (name: MetricOf<'reconciler'>) =>
    flowMetric({ stage, service: 'reconciler', name, statistic: Stats.MINIMUM, period });
  new FlowAlarm(scope, 'ReconcileFailures', {
    stage,
    heading: 'reconcile-failures',
    impact: 'Stuck orders may stay stuck: each run of the reconciler fails to read or to requeue some.',
    customerFacing: false,
    metric: eachRun('ReconcileFailures'),
    threshold: 1,
  });
  new FlowAlarm(scope, 'ReconcileRunsCutShort', {
    stage,
    heading: 'reconcile-runs-cut-short',
    impact: 'Stuck orders wait longer, and the gauges of open orders are too low: no run sees all of them in its time.',
    customerFacing: false,
    metric: eachRun('ReconcileRunsCutShort'),
    threshold: 1,
  });
}
