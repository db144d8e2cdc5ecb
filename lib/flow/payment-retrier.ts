import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { DUE_PAYMENTS } from '../../functions/contracts/payment-row.ts';
import type { PaymentRetrierEnv } from '../../functions/payment-retrier/env.ts';
import { deployGradually } from '../recipes/gradual-deployment.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import { runRegularly } from '../recipes/run-regularly.ts';
import type { Stage } from '../stages.ts';
import { addPaymentAlarms, type GatewayAccess } from './gateway-access.ts';

interface PaymentRetrierProps {
  readonly stage: Stage;
  readonly payments: Table;
  readonly gateway: GatewayAccess;
}

/** A minute of attempts, and the time that the last of them may take. */
const TIMEOUT_SECONDS = 100;

/** Goes on with payments whose outcome was not known yet. Two runs at once are safe. */
export class PaymentRetrier extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { stage, payments, gateway }: PaymentRetrierProps) {
    super(scope, id);
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'payment-retrier',
      timeoutSeconds: TIMEOUT_SECONDS,
      versioned: stage.gradualDeployment !== undefined,
      reservedConcurrency: stage.concurrency?.paymentRetrier,
      environment: {
        PAYMENT_DEDUP_TABLE: payments.tableName,
        FUNCTION_TIMEOUT_SECONDS: String(TIMEOUT_SECONDS),
        ...gateway.variables,
      } satisfies PaymentRetrierEnv,
    });
    this.function.allow(['dynamodb:Query'], [`${payments.tableArn}/index/${DUE_PAYMENTS.index}`]);
    // Never PutItem: it goes on with rows, and claims no order.
    this.function.allow(
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem', 'dynamodb:DescribeTable'],
      [payments.tableArn],
    );
    gateway.allowCharging(this.function);
    runRegularly(this, { target: this.function, everyMinutes: 1 });
    addPaymentAlarms(this, { stage, service: 'payment-retrier' });
    deployGradually(this, { stage, payer: this.function });
  }
}
