import { SecretValue } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { PaymentGatewaySimulator } from './payment-gateway-simulator.ts';

/** What the payment processor needs to reach a gateway. */
export interface PaymentGateway {
  readonly url: string;
  readonly key: string;
}

/** The stage's gateway: the simulator, made here, or Stripe. */
export function paymentGateway(scope: Construct, stage: Stage): PaymentGateway {
  const { gateway, payment } = stage;
  if (gateway.kind === 'stripe')
    return { url: gateway.url, key: SecretValue.secretsManager(gateway.keySecret).unsafeUnwrap() };
  const { key } = gateway;
  const simulator = new PaymentGatewaySimulator(scope, 'PaymentGatewaySimulator', {
    stage,
    key,
    keyWindowSeconds: payment.gatewayWindow,
  });
  return { url: simulator.url, key };
}
