import type { Construct } from 'constructs';
import type { PaymentsEnv } from '../../functions/payments/env.ts';
import type { Stage } from '../stages.ts';
import { allowReadingSecret } from './lambda-rights.ts';
import type { NodeFunction } from './node-function.ts';
import { PaymentGatewaySimulator } from './payment-gateway-simulator.ts';

/** What a function needs to make payments at a gateway. */
export interface PaymentGateway {
  readonly url: string;
  readonly variables: Pick<PaymentsEnv, 'GATEWAY_URL' | 'GATEWAY_KEY_IN' | 'GATEWAY_KEY'>;
  /** Lets a function come by the key. */
  allowCharging(payer: NodeFunction): void;
}

interface PaymentGatewayProps {
  readonly stage: Stage;
  /** Where the gateway reports what has happened to a payment. */
  readonly webhookUrl: string;
}

/** The stage's gateway: the simulator, made here, or Stripe. */
export function paymentGateway(scope: Construct, { stage, webhookUrl }: PaymentGatewayProps): PaymentGateway {
  const { gateway } = stage;
  if (gateway.kind === 'stripe') return stripe(gateway);
  const { key } = gateway;
  const { url } = new PaymentGatewaySimulator(scope, 'PaymentGatewaySimulator', { stage, key, webhookUrl });
  return {
    url,
    variables: { GATEWAY_URL: url, GATEWAY_KEY_IN: 'environment', GATEWAY_KEY: key },
    allowCharging: () => undefined,
  };
}

/** The key stays in its secret: the function reads it there, so that it is in no template and rotates without a deployment. */
const stripe = ({ url, keySecret }: { readonly url: string; readonly keySecret: string }): PaymentGateway => ({
  url,
  variables: { GATEWAY_URL: url, GATEWAY_KEY_IN: 'secrets-manager', GATEWAY_KEY: keySecret },
  allowCharging: (payer) => allowReadingSecret(payer, keySecret),
});
