import type { ChargeLedger, Committed, GatewayResponse, KeyUse, LedgerRecord } from './charge-ledger.ts';
import { StripeRefusal } from './stripe-errors.ts';
import type { GatewayEvent, Notify } from './webhook-delivery.ts';

/** What a request comes to, as long as nobody changes what it was decided by. */
export interface RequestDecision {
  readonly response: GatewayResponse;
  readonly changes: readonly LedgerRecord[];
  readonly events: readonly GatewayEvent[];
}

export interface RespondOnceDeps {
  readonly ledger: ChargeLedger;
  readonly now: () => Date;
  readonly newToken: () => string;
  readonly notify: Notify;
  readonly keyWindowSeconds: number;
}

export interface KeyedRequest {
  /** Without one, a request is carried out each time it comes. */
  readonly key?: string | undefined;
  /** Of the endpoint and the parameters. */
  readonly fingerprint: string;
  readonly requestId: string;
}

/** A request and what decides it: reads the ledger, and is called again when another request was faster. */
export interface Execution<Decided extends RequestDecision = RequestDecision> {
  readonly request: KeyedRequest;
  readonly decide: () => Promise<Decided>;
  /** Of the hold on the key, if there is one. */
  readonly token?: string | undefined;
}

export interface Reply {
  readonly response: GatewayResponse;
  readonly isReplay: boolean;
}

/** Each time another request was faster. */
const MOST_TRIES = 10;

/**
 * Carries out a POST, at most once for each idempotency key that is remembered. The response is saved together with what
 * it says, a refusal or a failure too, and each repetition is given it, whatever has become of things since.
 */
export async function answerOnce(deps: RespondOnceDeps, execution: Execution): Promise<Reply> {
  const { request, decide } = execution;
  let use = keyUse(deps, execution);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { response, changes, events } = await decide();
    const committed = await commit(deps, use && { ...use, response }, changes);
    if (committed.kind === 'committed') {
      await Promise.all(events.map((event) => deps.notify(event, request)));
      return { response, isReplay: false };
    }
    if (committed.kind === 'key-used') {
      const reply = repetition(committed.use, request, deps.now());
      if (reply) return reply;
      // Whoever held the key crashed: this request goes on in its name, so that one of the two is saved at most.
      use = committed.use;
    }
  }
  return refused(429, {
    type: 'invalid_request_error',
    code: 'lock_timeout',
    message: 'This object cannot be accessed right now because another API request is currently accessing it.',
  });
}

/** Holds a key while its request takes so long; answers the token to save the response by. */
export async function holdKey(deps: RespondOnceDeps, request: KeyedRequest, milliseconds: number) {
  const use = keyUse(deps, { request });
  const inFlightUntil = deps.now().getTime() + milliseconds;
  await commit(deps, use && { ...use, inFlightUntil }, []);
  return use?.token;
}

async function commit(
  { ledger, now, keyWindowSeconds }: RespondOnceDeps,
  use: KeyUse | undefined,
  changes: readonly LedgerRecord[],
): Promise<Committed> {
  if (use === undefined && changes.length === 0) return { kind: 'committed' };
  return ledger.commit({ use, changes, pruneBefore: now().getTime() - keyWindowSeconds * 1_000 });
}

function keyUse({ now, newToken }: RespondOnceDeps, { request, token }: Pick<Execution, 'request' | 'token'>) {
  const { key, fingerprint } = request;
  return key === undefined ? undefined : { key, fingerprint, usedAt: now().getTime(), token: token ?? newToken() };
}

/** The reply to a key that was used before; none where its use was given up. */
function repetition(use: KeyUse, { key = '', fingerprint }: KeyedRequest, now: Date): Reply | undefined {
  if (use.fingerprint !== fingerprint)
    return refused(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    });
  if (use.response) return { response: use.response, isReplay: true };
  if (now.getTime() >= (use.inFlightUntil ?? 0)) return undefined;
  return refused(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
  });
}

/** Not saved: nothing was executed. */
const refused = (status: number, error: ConstructorParameters<typeof StripeRefusal>[1]): Reply => ({
  response: new StripeRefusal(status, error).response,
  isReplay: false,
});
