import { describe, expect, it } from 'vitest';
import { type GatewayOutcome, racePayments } from '../harness/payment-race.ts';

const CALLS = 4;
const LEASE = 36;

const OUTCOMES: readonly GatewayOutcome[] = [
  'captured',
  'declined',
  'unknown-charged',
  'unknown-not-charged',
  'not-sent',
];

/**
 * Every order in which actors can take four turns each. The actors differ in nothing but their names, so an order
 * stands for all that are the same with other names: A comes before B, and B before C.
 */
function* schedules(actors: string, taken = ''): Generator<string> {
  const newcomer = [...actors].find((actor) => !taken.includes(actor));
  const left = [...actors].filter(
    (actor) => taken.split(actor).length <= CALLS && (actor === newcomer || taken.includes(actor)),
  );
  if (left.length === 0) yield taken;
  for (const actor of left) yield* schedules(actors, taken + actor);
}

type Race = Parameters<typeof racePayments>[0];
type Finished = Awaited<ReturnType<typeof racePayments>>;

/** What no race may show. */
const FLAWS: Readonly<Record<string, (finished: Finished, race: Race) => boolean>> = {
  'it was captured twice': ({ captures }) => captures > 1,
  'a zombie changed a row': ({ zombies }) => zombies.changes > 0,
  'CAPTURED without a capture': ({ raced }) => raced.row?.state === 'CAPTURED' && raced.captures !== 1,
  'DECLINED although captured': ({ raced, captures }) => raced.row?.state === 'DECLINED' && captures !== 0,
  'a decision was changed': ({ raced, row }) => raced.row?.state !== 'CHARGING' && raced.row !== row,
  'reported and not written': ({ raced, kinds }) => kinds.includes('captured') && raced.row?.state !== 'CAPTURED',
  'two results of one charge': ({ kinds }) => kinds.includes('conflict'),
  'the first attempt was rewritten': ({ raced, row }) => row?.firstAttemptAt !== raced.row?.firstAttemptAt,
  'a redelivery did not end it': ({ isDone }) => !isDone,
  'the money and the row differ': ({ row, captures }) => (row?.state === 'CAPTURED' ? 1 : 0) !== captures,
};

async function raceAll(races: readonly Race[]) {
  const seen = { runs: 0, zombieWrites: 0, charged: 0 };
  for (const race of races) {
    const finished = await racePayments(race);
    const flaw = Object.entries(FLAWS).find(([, isSeen]) => isSeen(finished, race))?.[0];
    if (flaw) throw new Error(`${flaw}: ${race.schedule} with ${race.outcomes.join()}: ${JSON.stringify(finished)}`);
    seen.runs++;
    seen.zombieWrites += finished.zombies.writes;
    seen.charged += finished.captures;
  }
  return seen;
}

/** The result of a key is that of the first request with it that the gateway executes. */
const isDeclined = (requests: readonly GatewayOutcome[]) =>
  requests.find((outcome) => outcome !== 'unknown-not-charged' && outcome !== 'not-sent') === 'declined';

const PAIRS = OUTCOMES.flatMap((first) => OUTCOMES.map((second) => [first, second] as const));

describe('three processors racing on one event', () => {
  const orders = [...schedules('ABC')];

  it('can make their four calls each in 34,650 orders', () => {
    const ofNames = 3 * 2;

    expect(orders.length * ofNames).toBe(34_650);
  });

  it.each(PAIRS.filter(([, second]) => second === 'captured' || second === 'unknown-charged'))(
    'never capture twice, and a zombie changes nothing, when every lease ends at once: %s, then %s',
    { timeout: 60_000 },
    async (first, second) => {
      const outcomes = [first, second, 'captured'] as const;

      const seen = await raceAll(orders.map((schedule) => ({ schedule, outcomes, passes: () => LEASE })));

      expect(seen.runs).toBe(orders.length);
      expect(seen.charged).toBe(isDeclined(outcomes) ? 0 : orders.length);
      // Races without a takeover would show nothing.
      expect(seen.zombieWrites).toBeGreaterThan(0);
    },
  );

  it.each(OUTCOMES)(
    'send one charge between them while the first claim holds: %s',
    { timeout: 60_000 },
    async (first) => {
      const outcomes = [first, 'captured'] as const;

      const seen = await raceAll(orders.map((schedule) => ({ schedule, outcomes, passes: () => 0 })));

      expect(seen).toEqual({ runs: orders.length, zombieWrites: 0, charged: isDeclined(outcomes) ? 0 : orders.length });
    },
  );
});

describe('two processors racing on one event', () => {
  it('never capture twice, whatever either meets, and wherever the lease ends', { timeout: 60_000 }, async () => {
    const races = [...schedules('AB')].flatMap((schedule) =>
      PAIRS.flatMap(([first, second]) =>
        Array.from(schedule, (_actor, ends) => ({
          schedule,
          outcomes: [first, second, 'captured'] as const,
          passes: (turn: number) => (turn === ends ? LEASE : 0),
        })),
      ),
    );

    const { runs, zombieWrites } = await raceAll(races);

    expect(runs).toBe(35 * PAIRS.length * 8);
    expect(zombieWrites).toBeGreaterThan(0);
  });
});
