import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { AuditorEnv } from '../../functions/auditor/env.ts';
import type { MetricOf } from '../../functions/contracts/metrics.ts';
import { OPEN_ORDERS } from '../../functions/contracts/order-row.ts';
import { AUDIT_POSITION } from '../../functions/contracts/payment-row.ts';
import { FlowAlarm, flowMetric } from '../monitoring/flow-alarm.ts';
import { allowUpdatingRows } from '../recipes/lambda-rights.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import { runRegularly } from '../recipes/run-regularly.ts';
import type { Stage } from '../stages.ts';
import type { GatewayAccess } from './gateway-access.ts';
import type { KafkaOperator } from './kafka-operator.ts';

interface AuditorProps {
  readonly stage: Stage;
  readonly orders: Table;
  readonly payments: Table;
  readonly gateway: GatewayAccess;
  /** Reads the topics for it. */
  readonly operator: KafkaOperator;
}

/** Explains every order of each day to the minor unit. It writes nothing but how far it is. */
export class Auditor extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { stage, orders, payments, gateway, operator }: AuditorProps) {
    super(scope, id);
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'auditor',
      // The longest that Lambda knows, and one core: what it reads grows with the orders of a day.
      timeoutSeconds: 900,
      memoryMegabytes: 1_769,
      environment: {
        ORDERS_TABLE: orders.tableName,
        PAYMENT_DEDUP_TABLE: payments.tableName,
        TOPIC_PREFIX: stage.topicPrefix,
        KAFKA_OPERATOR_FUNCTION: operator.function.functionName,
        RECONCILE_AFTER_SECONDS: String(stage.reconciliation.after),
        ...gateway.variables,
      } satisfies AuditorEnv,
    });
    this.function.allow(['dynamodb:Query'], [`${orders.tableArn}/index/${OPEN_ORDERS.index}`]);
    // Scan: for what the topics do not hold any more.
    this.function.allow(
      ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Scan'],
      [orders.tableArn, payments.tableArn],
    );
    allowUpdatingRows(this.function, payments, [AUDIT_POSITION.eventId]);
    this.function.allow(['lambda:InvokeFunction'], [operator.function.functionArn]);
    gateway.allowCharging(this.function);
    // Once a day it audits; each hour it looks whether that is due, or goes on with what a run did not do.
    runRegularly(this, { target: this.function, everyMinutes: 60 });
    addAuditAlarms(this, stage);
  }
}

/** Seconds: a day, and half of one in which a run may fail and be made up for. */
export const AUDITED_TOO_LONG_AGO = 129_600;

/** Watch gauges that each run sets: an alarm lasts for as long as its cause does. */
function addAuditAlarms(scope: Construct, stage: Stage) {
  // Room for two runs that do not come.
  const period = Duration.hours(3);
  const gauge = (name: MetricOf<'auditor'>) =>
    flowMetric({ stage, service: 'auditor', name, statistic: Stats.MAXIMUM, period });
  new FlowAlarm(scope, 'Discrepancies', {
    stage,
    heading: 'audit-discrepancies',
    impact: 'Money may be lost, or taken twice: for some orders the books do not say the same.',
    customerFacing: false,
    metric: gauge('AuditDiscrepancies'),
    threshold: 1,
  });
  new FlowAlarm(scope, 'Behind', {
    stage,
    heading: 'audit-behind',
    impact: 'Wrong books stay unnoticed: the orders of the last day and a half are not audited.',
    customerFacing: false,
    metric: gauge('AuditLagSeconds'),
    threshold: AUDITED_TOO_LONG_AGO,
    // Nobody audits.
    silenceAlarms: true,
  });
}
