import type { SimulatorAnswer, SimulatorCall, SimulatorClient } from './simulator-client.ts';

/**
 * Makes a call and examines its answer. The outcome is what the answer must be, so that a walk goes where it means to:
 * the status of an intent, `<status> <code or type>` of an error, else the name of the object.
 */
export type Step = (request: string, outcome: string, call?: SimulatorCall) => Promise<SimulatorAnswer['body']>;

/** A way through all that the simulator answers. */
export interface Walk extends Pick<SimulatorClient, 'letPass' | 'whileWaiting'> {
  readonly step: Step;
  /** The same where another request is always faster. */
  readonly contendedStep: Step;
}

export const INTENTS = 'POST /v1/payment_intents';
export const OFF_SESSION = { form: { off_session: 'true' } };
/** What an intent of the order system is created with. */
export const ORDER = {
  amount: '1250',
  currency: 'eur',
  payment_method: 'pm_card_visa',
  'automatic_payment_methods[enabled]': 'true',
  'automatic_payment_methods[allow_redirects]': 'never',
  'metadata[orderId]': 'ord_1',
};

/** Creates an unconfirmed intent; answers its id. */
export async function openIntent(step: Step, differing: Readonly<Record<string, string>> = {}): Promise<string> {
  const { id = '' } = await step(INTENTS, 'requires_confirmation', { form: { ...ORDER, ...differing } });
  return id;
}
