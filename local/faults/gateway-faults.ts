import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { HttpHandler } from '../../lambda-local/http/http-api.ts';
import { jsonResponse, type LambdaResponse } from '../../lambda-local/http/payload.ts';
import { both, type Fault, type Strike } from './fault-switches.ts';

interface GatewayFaultsDeps {
  /** Ends the processes that wait for the answer to a charge. */
  readonly killProcessor: () => void;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Answers a function's request to the gateway, or has it answered by `next`. */
type Answer = (request: IncomingMessage, next: () => Promise<LambdaResponse>) => Promise<LambdaResponse>;

/** Longer than the functions wait for an answer. */
const NO_ANSWER_MS = 20_000;

/** What happens at the gateway, and a handler around it by which it does. */
export function gatewayFaults({ killProcessor, random }: GatewayFaultsDeps) {
  const active = new Set<Answer>();
  const switched = (answer: Answer) => {
    active.add(answer);
    return () => void active.delete(answer);
  };
  const faults: readonly Fault[] = [
    { ...SLOW, begin: (value, strike) => switched(slow(value, strike)) },
    { ...FAILING, begin: (value, strike) => switched(failing(() => random() * 100 < value, strike)) },
    { ...TIMEOUT_AFTER_CHARGE, begin: (_, strike) => switched(withoutAnswer(strike)) },
    { ...KILL_PROCESSOR, begin: (value, strike) => switched(atCharges(value, both(strike, killProcessor))) },
  ];
  const around =
    (handle: HttpHandler): HttpHandler =>
    (request, body) => {
      // The ledger can be read whatever happens to the payments.
      const answers = isOfFunction(request) ? [...active] : [];
      const answered = answers.reduce<() => Promise<LambdaResponse>>(
        (next, answer) => () => answer(request, next),
        () => handle(request, body),
      );
      return answered();
    };
  return { faults, around };
}

/** As the payment functions' client introduces itself. */
const isOfFunction = ({ headers }: IncomingMessage) => headers['user-agent']?.startsWith('Stripe/') === true;

const isCharge = ({ method, url = '' }: IncomingMessage) => method === 'POST' && /\/confirm(\?|$)/.test(url);

const slow =
  (milliseconds: number, strike: Strike): Answer =>
  async (_, next) => {
    strike();
    await delay(milliseconds);
    return next();
  };

const failing =
  (isStruck: () => boolean, strike: Strike): Answer =>
  async (_, next) => {
    if (!isStruck()) return next();
    strike();
    return jsonResponse(503, UNAVAILABLE);
  };

/** As Stripe writes an error that is its own. */
const UNAVAILABLE = { error: { type: 'api_error', message: 'The gateway is not available (a fault on purpose).' } };

const withoutAnswer =
  (strike: Strike): Answer =>
  async (request, next) => {
    const answer = await next();
    if (!isCharge(request)) return answer;
    strike();
    const closed = new Promise<void>((done) => request.socket.once('close', () => done()));
    await Promise.race([closed, delay(NO_ANSWER_MS, undefined, { ref: false })]);
    request.socket.destroy();
    return answer;
  };

/** Of so many charges each ends the processor: after the gateway has charged, before the processor knows. */
function atCharges(count: number, kill: () => void): Answer {
  let left = count;
  return async (request, next) => {
    const answer = await next();
    if (isCharge(request) && left-- > 0) kill();
    return answer;
  };
}

const SLOW = {
  id: 'slow-gateway',
  title: 'Slow gateway',
  does: 'Holds back each of its answers.',
  watch: 'Payments take longer; what has no answer in time is parked and retried under the same idempotency key.',
  seconds: 30,
  value: { name: 'Delay', unit: 'ms', default: 2_000, highest: 20_000 },
};

const FAILING = {
  id: 'failing-gateway',
  title: 'Failing gateway',
  does: 'Answers a share of the requests with 503, without doing anything.',
  watch: 'Payments are parked and retried until they succeed; no order is charged twice.',
  seconds: 30,
  value: { name: 'Share', unit: '%', default: 50, highest: 100 },
};

const TIMEOUT_AFTER_CHARGE = {
  id: 'timeout-after-charge',
  title: 'No answer after the charge',
  does: 'Lets each charge happen and never answers it.',
  watch: 'The processor looks the payment up instead of charging again: one charge for each order.',
  seconds: 30,
};

const KILL_PROCESSOR = {
  id: 'kill-processor',
  title: 'Processor killed after the charge',
  does: 'Kills the payment processor when the gateway has charged and before the processor has settled.',
  watch: 'When the lease of the dead attempt is over, the retrier finds the charge and settles it: one charge.',
  seconds: 30,
  value: { name: 'Kills', unit: 'times', default: 1, highest: 20 },
};
