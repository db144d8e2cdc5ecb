import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { PaymentGatewaySimulatorEnv } from '../../functions/payment-gateway-simulator/env.ts';
import { httpApiUrl, serve } from '../recipes/http-stage.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import { encryptionOf } from '../recipes/table.ts';
import type { Stage } from '../stages.ts';

interface PaymentGatewaySimulatorProps {
  readonly stage: Stage;
  readonly key: string;
  /** Where it reports what has happened to a payment. */
  readonly webhookUrl: string;
}

/** How long it remembers an idempotency key: a day, as Stripe does at least. */
const KEY_WINDOW_SECONDS = 86_400;

const LEDGER_RIGHTS = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:GetItem', 'dynamodb:Query'];

/** A payment gateway that moves no money and keeps a ledger of what it would have charged. Never in prod. */
export class PaymentGatewaySimulator extends Construct {
  readonly ledger: Table;
  readonly function: NodeFunction;
  readonly url: string;

  constructor(scope: Construct, id: string, { stage, key, webhookUrl }: PaymentGatewaySimulatorProps) {
    super(scope, id);
    this.ledger = ledgerTable(this, stage);
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'payment-gateway-simulator',
      timeoutSeconds: 29,
      environment: {
        LEDGER_TABLE: this.ledger.tableName,
        GATEWAY_KEY: key,
        KEY_WINDOW_SECONDS: String(KEY_WINDOW_SECONDS),
        ...webhookVariables(stage, webhookUrl),
        WEBHOOK_EVENTS: 'asynchronous',
      } satisfies PaymentGatewaySimulatorEnv,
    });
    this.function.allow(LEDGER_RIGHTS, [this.ledger.tableArn]);
    const api = new HttpApi(this, 'Http', {
      apiName: `chargeonce-${stage.name}-payment-gateway-simulator`,
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration('Function', this.function),
    });
    // As many as orders can be placed, and the look-ups of an operator.
    serve(api, { stage, name: 'payment-gateway-simulator', throttle: stage.throttling.reading });
    this.url = httpApiUrl(stage, api);
  }
}

/** It can sign with a secret that is none, and has no event bus. */
const webhookVariables = ({ gatewayEvents }: Stage, url: string) =>
  gatewayEvents?.kind === 'webhook' && gatewayEvents.secretIn === 'environment'
    ? { WEBHOOK_URL: url, WEBHOOK_SECRET: gatewayEvents.secret }
    : { WEBHOOK_URL: '', WEBHOOK_SECRET: '' };

const ledgerTable = (scope: Construct, stage: Stage) =>
  new Table(scope, 'Ledger', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...encryptionOf(scope, stage),
    removalPolicy: RemovalPolicy.DESTROY,
  });
