import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { PaymentCancellerEnv } from '../../functions/payment-canceller/env.ts';
import { FlowConsumer, type FlowConsuming } from './flow-consumer.ts';

interface PaymentCancellerProps extends FlowConsuming {
  readonly payments: Table;
}

/** Notes on a payment that its order is cancelled. It reaches no gateway: a refund that becomes due is the payment-retrier's. */
export class PaymentCanceller extends Construct {
  constructor(scope: Construct, id: string, { payments, ...consuming }: PaymentCancellerProps) {
    super(scope, id);
    new FlowConsumer(this, 'Function', {
      ...consuming,
      consumer: 'paymentCanceller',
      impact: 'Customers who have cancelled their orders are charged, or are not refunded.',
      inRunbook: true,
      environment: { PAYMENT_DEDUP_TABLE: payments.tableName } satisfies PaymentCancellerEnv,
      equip(canceller) {
        // Never DeleteItem: a void payment that is gone is a cancelled order that can be charged.
        canceller.allow(
          ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:GetItem', 'dynamodb:DescribeTable'],
          [payments.tableArn],
        );
      },
    });
  }
}
