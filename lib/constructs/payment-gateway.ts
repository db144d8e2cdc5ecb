import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { PaymentProcessorEnv } from '../../functions/payment-processor/env.ts';
import type { Stage } from '../stages.ts';
import type { NodeFunction } from './node-function.ts';
import { PaymentGatewaySimulator } from './payment-gateway-simulator.ts';

/** What the payment processor needs to reach a gateway. */
export interface PaymentGateway {
  readonly url: string;
  readonly variables: Pick<PaymentProcessorEnv, 'GATEWAY_URL' | 'GATEWAY_KEY_IN' | 'GATEWAY_KEY'>;
  /** Lets a function come by the key. */
  allowCharging(processor: NodeFunction): void;
}

/** The stage's gateway: the simulator, made here, or Stripe. */
export function paymentGateway(scope: Construct, stage: Stage): PaymentGateway {
  const { gateway, payment } = stage;
  if (gateway.kind === 'stripe') return stripe(scope, gateway);
  const { key } = gateway;
  const { url } = new PaymentGatewaySimulator(scope, 'PaymentGatewaySimulator', {
    stage,
    key,
    keyWindowSeconds: payment.gatewayWindow,
  });
  return {
    url,
    variables: { GATEWAY_URL: url, GATEWAY_KEY_IN: 'environment', GATEWAY_KEY: key },
    allowCharging: () => undefined,
  };
}

/** The key stays in its secret: the function reads it there, so that it is in no template and rotates without a deployment. */
function stripe(
  scope: Construct,
  { url, keySecret }: { readonly url: string; readonly keySecret: string },
): PaymentGateway {
  // A secret's ARN ends in six characters of Secrets Manager's own.
  const secretArn = Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${keySecret}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return {
    url,
    variables: { GATEWAY_URL: url, GATEWAY_KEY_IN: 'secrets-manager', GATEWAY_KEY: keySecret },
    allowCharging: (processor) => processor.allow(['secretsmanager:GetSecretValue'], [secretArn]),
  };
}
