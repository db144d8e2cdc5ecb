import * as z from 'zod/mini';
import { STRIPE_MOCK_KEY } from './adapter-requests.ts';
import type { Conformance } from './conformance.ts';
import type { OpenApi } from './open-api.ts';

const CREATION = { amount: '1250', currency: 'eur' };
const WRONG_CREATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an unknown parameter': { ...CREATION, colour: 'red' },
  'a missing parameter': { amount: '1250' },
  'an amount of another type': { ...CREATION, amount: 'much' },
};

type Properties = Readonly<Record<string, unknown>>;

const WRONG_ANSWERS: Readonly<Record<string, (intent: Properties) => Properties>> = {
  'a missing property': ({ status: _, ...intent }) => intent,
  'an unknown property': (intent) => ({ ...intent, colour: 'red' }),
  'an unknown status': (intent) => ({ ...intent, status: 'paid' }),
  'an amount of another type': (intent) => ({ ...intent, amount: '1250' }),
  'a null that is not allowed': (intent) => ({ ...intent, created: null }),
};

/** Whether stripe-mock and the document see what is wrong: without this, their silence would prove nothing. */
export async function plantFaults(api: OpenApi, stripeMockUrl: string): Promise<readonly Conformance[]> {
  const intents = `${stripeMockUrl}/v1/payment_intents`;
  const headers = { authorization: `Bearer ${STRIPE_MOCK_KEY}` };
  const requests = Object.entries(WRONG_CREATIONS).map(async ([fault, form]) => {
    const { status } = await fetch(intents, { method: 'POST', headers, body: new URLSearchParams(form) });
    return found(`request with ${fault}`, status === 400);
  });
  const response = await fetch(`${intents}/pi_1`, { headers });
  const intent = z.parse(z.record(z.string(), z.unknown()), await response.json());
  const answers = Object.entries(WRONG_ANSWERS).map(([fault, spoil]) =>
    found(`answer with ${fault}`, api.problemsOfValue('payment_intent', spoil(intent)).length > 0),
  );
  const problems = api.problemsOfValue('payment_intent', intent);
  return [...(await Promise.all(requests)), { subject: "stripe-mock's own answer", count: 1, problems }, ...answers];
}

const found = (subject: string, isFound: boolean): Conformance => ({
  subject,
  count: 1,
  problems: isFound ? [] : ['nothing wrong was seen'],
});
