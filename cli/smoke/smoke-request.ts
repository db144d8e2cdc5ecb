import type { OrderRequest } from '../../functions/order-api/order-request.ts';
import type { Stage } from '../../lib/stages.ts';

interface SmokeStage {
  readonly name: string;
  readonly gateway: Pick<Stage['gateway'], 'kind'>;
}

/** In AWS an event source that was just made may read nothing for some minutes, though CloudFormation reports it as made. */
export const patienceSeconds = ({ here }: { readonly here: boolean }) => (here ? 120 : 600);

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
