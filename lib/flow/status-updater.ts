import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { StatusUpdaterEnv } from '../../functions/status-updater/env.ts';
import type { NodeFunction } from '../recipes/node-function.ts';
import { FlowConsumer, type FlowConsuming } from './flow-consumer.ts';

interface StatusUpdaterProps extends FlowConsuming {
  readonly orders: Table;
}

/** Brings a payment's decision back to its order. */
export class StatusUpdater extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { orders, ...consuming }: StatusUpdaterProps) {
    super(scope, id);
    this.function = new FlowConsumer(this, 'Function', {
      ...consuming,
      consumer: 'statusUpdater',
      impact: 'Customers who have paid see their orders as placed.',
      inRunbook: true,
      environment: { ORDERS_TABLE: orders.tableName } satisfies StatusUpdaterEnv,
      equip: (updater) => updater.allow(['dynamodb:UpdateItem'], [orders.tableArn]),
    });
  }
}
