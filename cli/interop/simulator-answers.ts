import * as z from 'zod/mini';
import { type ChargeLedger, PaymentIntentRecord } from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { refusalInWords, STRIPE_MOCK_KEY } from './adapter-requests.ts';
import type { Conformance } from './conformance.ts';
import type { OpenApi } from './open-api.ts';
import { takePayments } from './payment-steps.ts';
import { provokeRefusals } from './refusal-steps.ts';
import { type SimulatorCall, type SimulatorResponse, type Step, simulatorClient } from './simulator-client.ts';
import { compareEvents, receiveEvents } from './simulator-events.ts';

interface SimulatorComparison {
  readonly api: OpenApi;
  readonly stripeMockUrl: string;
  readonly ledger: ChargeLedger;
}

/** Compares all that the simulator answers and sends with the document, and what it accepts with what stripe-mock does. */
export async function compareSimulator({ ledger, ...reference }: SimulatorComparison): Promise<readonly Conformance[]> {
  const compared: Conformance[] = [];
  const statuses = new Set<string>();
  const events = await receiveEvents();
  const { notify } = events;
  const client = simulatorClient({ ledger, notify });
  const contended = simulatorClient({ ledger: { ...ledger, commit: async () => ({ kind: 'changed' }) }, notify });
  const stepOf =
    ({ call }: Pick<typeof client, 'call'>): Step =>
    async (request, outcome, options = {}) => {
      const answer = await call(request, options);
      compared.push(await compareResponse(reference, { request, outcome, options, answer }));
      if (answer.body.object === 'payment_intent') statuses.add(answer.body.status ?? '');
      return answer.body;
    };
  try {
    const walk = { ...client, step: stepOf(client), contendedStep: stepOf(contended) };
    await takePayments(walk);
    await provokeRefusals(walk);
    return [...compared, completeness(statuses), ...compareEvents(reference.api, events.received)];
  } finally {
    await events.stop();
  }
}

interface ExaminedResponse {
  /** `METHOD /path?query` */
  readonly request: string;
  readonly outcome: string;
  readonly options: SimulatorCall;
  readonly answer: SimulatorResponse;
}

/** What the simulator is compared with. */
type Reference = Omit<SimulatorComparison, 'ledger'>;

async function compareResponse({ api, stripeMockUrl }: Reference, examined: ExaminedResponse): Promise<Conformance> {
  const { request, outcome, answer } = examined;
  const [method = '', path = ''] = request.split(/[ ?]/);
  const template = api.templateOf(path);
  const actual = outcomeOf(answer);
  const unexpected = actual === outcome ? [] : [`${request} answers ${actual} instead of ${outcome}`];
  if (template === undefined)
    return {
      subject: `${method} ${path.replace(/pi_\w+/, '{id}')} → ${actual}`,
      count: 1,
      problems: [...unexpected, ...problemsOfOwnRoute(api, answer)],
    };
  const isCarriedOut = answer.status === 200 || answer.status === 402;
  return {
    subject: `${method} ${template} → ${actual}`,
    count: 1,
    problems: [
      ...unexpected,
      ...api.problemsOfResponse({ ...answer, method, path }),
      ...(isCarriedOut ? await problemsAtStripeMock(stripeMockUrl, examined) : []),
    ],
  };
}

/** An address that Stripe does not have is answered like others. */
const problemsOfOwnRoute = (api: OpenApi, { status, body }: SimulatorResponse) =>
  api.problemsOfValue(status === 200 ? (body.object ?? '') : 'error', body);

function outcomeOf({ status, body: { object, error, ...body } }: SimulatorResponse): string {
  if (status !== 200) return `${status} ${error?.code ?? error?.type}`;
  return (object === 'payment_intent' ? body.status : object) ?? 'no object';
}

const Properties = z.record(z.string(), z.unknown());

/**
 * Whether stripe-mock accepts the request as well. The document requires hardly a property of an intent, so what its answer
 * has must be there, too.
 */
async function problemsAtStripeMock(url: string, { request, options, answer }: ExaminedResponse) {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${STRIPE_MOCK_KEY}` },
    ...(method === 'POST' && { body: new URLSearchParams(options.form) }),
  });
  const body: unknown = await response.json();
  const { status } = response;
  if (status !== 200) return [refusalInWords({ method, path, status, body })];
  if (answer.body.object !== 'payment_intent') return [];
  const missing = Object.keys(z.parse(Properties, body)).filter((name) => !(name in answer.body));
  return missing.map((name) => `the body lacks ${name}, which stripe-mock's has`);
}

function completeness(seen: ReadonlySet<string>): Conformance {
  const unseen = PaymentIntentRecord.shape.status.options.filter((status) => !seen.has(status));
  return {
    subject: 'statuses of an intent',
    count: seen.size,
    problems: unseen.map((status) => `no intent was ${status}`),
  };
}
