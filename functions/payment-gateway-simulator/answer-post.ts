import {
  answerOnce,
  type Execution,
  holdKey,
  type KeyedRequest,
  type Reply,
  type RequestDecision,
  type RespondOnceDeps,
} from './idempotency.ts';
import { internalError, StripeRefusal } from './stripe-errors.ts';
import type { TestFault } from './test-payment-methods.ts';

export interface FaultyDecision extends RequestDecision {
  /** Meets the request, unless the same words were met before. */
  readonly fault?: { readonly kind: TestFault['kind']; readonly once: string } | undefined;
}

export interface GatewayDeps extends RespondOnceDeps {
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

export interface PostRequest extends KeyedRequest {
  /** The object that the path names; empty where it names none. */
  readonly id: string;
  readonly form: URLSearchParams;
}

/** Reads the parameters of a POST, whose refusal is not saved, and then decides. */
export type Operation = (request: PostRequest) => () => Promise<FaultyDecision>;

/** Longer than any client waits. */
const HANG_MS = 7_000;
const SLOW_MS = 3_000;
const EXECUTION_MS = 2_000;

const NOTHING_DONE: Reply = { response: internalError, isReplay: false };

/** Answers a POST once, or lets it meet the fault that its payment method stands for. */
export async function answerPost(deps: GatewayDeps, { request, decide }: Execution<FaultyDecision>): Promise<Reply> {
  const settled = withRefusals(decide);
  const first = await settled();
  const { fault } = first;
  const kind = fault && (await deps.ledger.markOnce(fault.once)) ? fault.kind : undefined;
  if (kind === 'slow') return answerSlowly(deps, { request, decide: settled });
  const execution = { request, decide: startingWith(first, settled) };
  return kind === undefined ? answerOnce(deps, execution) : meet(kind, deps, execution);
}

async function meet(kind: Exclude<TestFault['kind'], 'slow'>, deps: GatewayDeps, execution: Execution): Promise<Reply> {
  switch (kind) {
    case 'fail-before':
      return NOTHING_DONE;
    case 'fail-after': {
      const decide = async () => ({ ...(await execution.decide()), response: internalError });
      return answerOnce(deps, { ...execution, decide });
    }
    case 'hang-before':
      await deps.wait(HANG_MS);
      return NOTHING_DONE;
    case 'hang-after': {
      const reply = await answerOnce(deps, execution);
      await deps.wait(HANG_MS);
      return reply;
    }
  }
}

/** Decides when the time is over, by what has become of things meanwhile. */
async function answerSlowly(deps: GatewayDeps, execution: Execution): Promise<Reply> {
  const token = await holdKey(deps, execution.request, SLOW_MS + EXECUTION_MS);
  await deps.wait(SLOW_MS);
  return answerOnce(deps, { ...execution, token });
}

/** A refusal once the execution has begun is a result like any other. */
const withRefusals = (decide: () => Promise<FaultyDecision>) => async (): Promise<FaultyDecision> => {
  try {
    return await decide();
  } catch (error) {
    if (error instanceof StripeRefusal) return { response: error.response, changes: [], events: [] };
    throw error;
  }
};

/** Decides anew only when the first decision was overtaken. */
function startingWith(first: RequestDecision, decide: () => Promise<RequestDecision>) {
  let next: RequestDecision | undefined = first;
  return async () => {
    const decision = next ?? (await decide());
    next = undefined;
    return decision;
  };
}
