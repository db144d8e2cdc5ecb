import type { ChargeAnswer, PaymentGateway } from '../../functions/payment-processor/payment-gateway.ts';
import type { PaymentLedger } from '../../functions/payment-processor/payment-ledger.ts';
import { type PaymentOutcome, takePayment } from '../../functions/payment-processor/take-payment.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { aChargeWindow, aPaymentOrder } from '../doubles/payment-builders.ts';
import { after } from './payment-processor.ts';

/** What becomes of a charge request at the gateway, and of its answer. */
export type GatewayOutcome = 'captured' | 'declined' | 'unknown-charged' | 'unknown-not-charged' | 'not-sent';

interface Race {
  /** Who has the next turn, for every turn; each call of an actor takes one of its turns. */
  readonly schedule: string;
  /** What the requests meet that reach the gateway, in their order; the last one is met by all later ones. */
  readonly outcomes: readonly GatewayOutcome[];
  /** How far the clock moves before a turn of that number. */
  readonly passes: (turn: number) => number;
}

const order = aPaymentOrder();
const window = aChargeWindow();

/** Several processors have the same event at once; then it is delivered until it is done. */
export async function racePayments({ schedule, outcomes, passes }: Race) {
  let seconds = 0;
  const now = () => after(seconds);
  const { rows, ledger } = inMemoryPayments();
  const gateway = scriptedGateway(outcomes);
  const turns = takingTurns();
  const zombies = { writes: 0, changes: 0 };

  const takeAs = (actor: string) => {
    const held = turns.hold(actor);
    const fenced = fencedWrites(actor, { ledger, row: () => rows.get(order.eventId), zombies });
    const deps = {
      ledger: {
        // It takes effect in the turn in which the attempt begins.
        insert: ledger.insert,
        takeOver: held(ledger.takeOver),
        giveBack: held(fenced.giveBack),
        settle: held(fenced.settle),
      },
      gateway: { charge: held(gateway.charge), find: held(gateway.find) },
    };
    return takePayment({ ...deps, now, window, newToken: () => actor });
  };

  const kinds: PaymentOutcome['kind'][] = [];
  for (const actor of new Set(schedule))
    turns.begin(actor, async () => {
      const outcome = await takeAs(actor)(order);
      kinds.push(outcome.kind);
    });
  for (const [turn, actor] of [...schedule].entries()) {
    seconds += passes(turn);
    await turns.next(actor);
  }
  await turns.finish();

  const raced = { row: rows.get(order.eventId), captures: gateway.captures() };
  const later = takePayment({ ledger, gateway, now, window, newToken: () => `later-${seconds}` });
  let isDone = false;
  for (let delivery = 1; delivery <= 3 && !isDone; delivery++) {
    seconds += A_LEASE;
    isDone = DONE.has((await later(order)).kind);
  }
  return { kinds, zombies, raced, isDone, row: rows.get(order.eventId), captures: gateway.captures() };
}

const A_LEASE = 36;
const DONE: ReadonlySet<string> = new Set<PaymentOutcome['kind']>(['captured', 'declined', 'in-review', 'duplicate']);

interface Fence {
  readonly ledger: PaymentLedger;
  readonly row: () => ReturnType<ReturnType<typeof inMemoryPayments>['rows']['get']>;
  readonly zombies: { writes: number; changes: number };
}

/** Writes after the claim; it counts those of attempts that have lost it, and what these changed. */
function fencedWrites(actor: string, { ledger, row, zombies }: Fence): Pick<PaymentLedger, 'giveBack' | 'settle'> {
  const watched = async <Answer>(write: () => Promise<Answer>): Promise<Answer> => {
    const before = row();
    const isOwn = before?.owner === actor && before.state === 'CHARGING';
    const answer = await write();
    if (!isOwn) zombies.writes++;
    if (!isOwn && row() !== before) zombies.changes++;
    return answer;
  };
  return {
    giveBack: (...args) => watched(() => ledger.giveBack(...args)),
    settle: (...args) => watched(() => ledger.settle(...args)),
  };
}

const ANSWERS: Readonly<Record<GatewayOutcome, ChargeAnswer>> = {
  captured: { kind: 'captured', reference: 'pi_1' },
  declined: { kind: 'declined', reference: 'pi_1', code: 'generic_decline' },
  'unknown-charged': { kind: 'unknown', mayHaveCharged: true, reason: 'the answer was lost' },
  'unknown-not-charged': { kind: 'unknown', mayHaveCharged: true, reason: 'the request was lost' },
  'not-sent': { kind: 'unknown', mayHaveCharged: false, reason: 'refused' },
};

/** Has one result for a key, as a gateway does while it remembers it; another key is another charge. */
function scriptedGateway(outcomes: readonly GatewayOutcome[]) {
  const results = new Map<string, ChargeAnswer>();
  let requests = 0;
  const gateway: PaymentGateway = {
    async charge({ eventId }) {
      const outcome = outcomes[Math.min(requests++, outcomes.length - 1)] ?? 'captured';
      const answer = ANSWERS[outcome];
      const result = outcome === 'unknown-charged' ? ANSWERS.captured : answer;
      if (!results.has(eventId) && result.kind !== 'unknown') results.set(eventId, result);
      return answer.kind === 'unknown' ? answer : (results.get(eventId) ?? answer);
    },
    async find({ eventId }) {
      return results.get(eventId) ?? { kind: 'not-found' };
    },
  };
  const captures = () => [...results.values()].filter(({ kind }) => kind === 'captured').length;
  return { ...gateway, captures };
}

/** Actors whose calls wait until it is their turn. */
function takingTurns() {
  const resume = new Map<string, () => void>();
  const arrived = new Map<string, () => void>();
  const wait = (actor: string) =>
    new Promise<void>((resolve) => {
      resume.set(actor, resolve);
      arrived.get(actor)?.();
    });
  const next = (actor: string): Promise<void> => {
    const pass = resume.get(actor);
    if (pass === undefined) return Promise.resolve();
    resume.delete(actor);
    return new Promise((resolve) => {
      arrived.set(actor, resolve);
      pass();
    });
  };
  return {
    hold:
      (actor: string) =>
      <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) =>
      async (...args: Args): Promise<Answer> => {
        await wait(actor);
        return call(...args);
      },
    begin(actor: string, run: () => Promise<void>) {
      void wait(actor)
        .then(run)
        .then(() => arrived.get(actor)?.());
    },
    /** One turn: until the actor waits again, or has ended. An actor that has ended lets it pass. */
    next,
    /** Further turns for whoever has not ended. */
    async finish() {
      for (let [actor] = resume.keys(); actor !== undefined; [actor] = resume.keys()) await next(actor);
    },
  };
}
