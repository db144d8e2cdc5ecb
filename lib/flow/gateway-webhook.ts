import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { GatewayWebhookEnv } from '../../functions/gateway-webhook/env.ts';
import { allowReadingSecret, allowUpdating } from '../recipes/lambda-rights.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import type { GatewayEvents, Stage } from '../stages.ts';
import type { OrderApi } from './order-api.ts';

/** Where the gateway posts its events, at the order API. */
export const WEBHOOK_PATH = '/webhooks/gateway';

/** Of Stripe's events those that end an attempt at a payment; the others would only wake the function. */
const PAYMENT_EVENTS = ['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled'];

interface GatewayWebhookProps {
  readonly stage: Stage;
  readonly events: GatewayEvents;
  readonly payments: Table;
  readonly orders: OrderApi;
}

/** Hears from the gateway that something has happened to a payment, and makes it due: the payment-retrier then asks. */
export class GatewayWebhook extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { stage, events, payments, orders }: GatewayWebhookProps) {
    super(scope, id);
    assertSecret(stage, events);
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'gateway-webhook',
      timeoutSeconds: 10,
      environment: {
        PAYMENT_DEDUP_TABLE: payments.tableName,
        ...secretVariables(events),
      } satisfies GatewayWebhookEnv,
    });
    this.function.allow(['dynamodb:GetItem'], [payments.tableArn]);
    // Whoever takes this function over can hurry a payment that is due, and change nothing else.
    allowUpdating(this.function, payments, ['eventId', 'dueAt']);
    if (events.kind === 'webhook') {
      if (events.secretIn === 'secrets-manager') allowReadingSecret(this.function, events.secret);
      // The signature is the authentication.
      orders.addOpenPath(WEBHOOK_PATH, this.function, stage.throttling.webhooks);
    } else
      new Rule(this, 'Events', {
        eventBus: EventBus.fromEventBusName(this, 'Bus', events.eventBus),
        // The gateway alone can put events on this bus, so they carry no signature.
        eventPattern: { source: Match.prefix('aws.partner/stripe.com'), detailType: PAYMENT_EVENTS },
        targets: [new LambdaFunction(this.function)],
      });
  }
}

/** Whoever knows the secret can send events, and a template can be read by many. */
function assertSecret({ name, gateway }: Stage, events: GatewayEvents) {
  if (gateway.kind === 'simulator' || events.kind !== 'webhook' || events.secretIn === 'secrets-manager') return;
  throw new Error(
    `Stage ${name} charges at a real gateway: keep the signing secret of its events in Secrets Manager, or set ` +
      'gatewayEvents to undefined (lib/stages.ts).',
  );
}

/** Without a route there is nothing to verify: what is given is no signing secret, and verifies no request. */
const secretVariables = (events: GatewayEvents): Pick<GatewayWebhookEnv, 'WEBHOOK_SECRET_IN' | 'WEBHOOK_SECRET'> =>
  events.kind === 'webhook'
    ? { WEBHOOK_SECRET_IN: events.secretIn, WEBHOOK_SECRET: events.secret }
    : { WEBHOOK_SECRET_IN: 'environment', WEBHOOK_SECRET: 'events come from the bus alone' };
