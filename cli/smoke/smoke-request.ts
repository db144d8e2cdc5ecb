import type { OrderRequest } from '../../functions/order-api/order-request.ts';
import type { Stage } from '../../lib/stages.ts';
import { emulatorTenant } from '../aws/caller.ts';
import { type Send, sendAsBearer, sendSigned } from '../aws/send.ts';
import { LOCAL, type SystemOptions } from '../ops/system.ts';

interface SmokeStage {
  readonly name: string;
  readonly gateway: Pick<Stage['gateway'], 'kind'>;
}

/** In AWS an event source that was just made may read nothing for some minutes, though CloudFormation reports it as made. */
export const timeoutSeconds = ({ here }: { readonly here: boolean }) => (here ? 120 : 600);

/** The order of a smoke run: 1.00 EUR. Real money is charged only by a payment method that somebody named. */
export function smokeRequest({ name, gateway }: SmokeStage, paymentMethod: string | undefined): OrderRequest {
  if (gateway.kind !== 'simulator' && paymentMethod === undefined)
    throw new Error(
      `Stage ${name} charges real money: name the payment method that may be charged 1.00 EUR, --payment-method.`,
    );
  return {
    customerId: 'smoke',
    currency: 'EUR',
    paymentMethod: paymentMethod ?? 'pm_card_visa',
    lines: [{ sku: 'smoke', quantity: 1, unitAmount: 100 }],
  };
}

interface Access extends SystemOptions {
  readonly token?: string;
}

/** Calls the order API as the stage wants it: with a token, signed, or on this machine as anybody. */
export async function accessTo(url: string, { auth, region, endpoint }: Stage, options: Access): Promise<Send> {
  const { stage, token, profile } = options;
  if (token !== undefined || stage === LOCAL) return sendAsBearer(url, token);
  if (auth.kind === 'jwt')
    throw new Error(
      `Stage ${stage} lets in bearers of a token of ${auth.issuer}: give one with --token or SMOKE_TOKEN.`,
    );
  const client = { region: options.region ?? region, ...(profile !== undefined && { profile }) };
  const credentials = endpoint === undefined ? undefined : await emulatorTenant(client);
  return sendSigned(url, { ...client, ...(credentials && { credentials }) });
}
