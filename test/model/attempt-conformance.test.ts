import { describe, expect, it } from 'vitest';
import { BranchNotTaken, followWalk } from './attempt-conformance.ts';
import { decode } from './payment-decoded.ts';
import { initialState } from './payment-model.ts';
import { type PaymentRules, PROTOCOL, ROW_FIRST } from './payment-rules.ts';
import { coveringWalks, randomWalk } from './payment-walks.ts';

/** An attempt never asks for a review because it was tried too often. */
const protocol: PaymentRules = { ...ROW_FIRST, ...PROTOCOL, review: false, operators: 0, faults: 2 };
/** Set back and rebuilt; decisions are lost and keys forgotten, so that the gateway may hold several intents. */
const rebuilt: PaymentRules = {
  ...protocol,
  restore: true,
  rebuild: true,
  rebuildLosesDecision: true,
  noneFound: 'create',
  createKey: 'fresh',
  secondKey: false,
  faults: 3,
};

interface Walks {
  /** Shortest ways that visit so many states. */
  readonly states: number;
  /** Long ways at random, which also take steps that lead to no new state. */
  readonly random: number;
}

/** Drives the real attempt along walks through the model; answers what it did, by the steps of the model. */
async function follow(rules: PaymentRules, { states, random }: Walks): Promise<string[]> {
  const branches = new Set<string>();
  const initial = decode(initialState(rules));
  const walks = function* () {
    yield* coveringWalks(rules, states);
    for (let seed = 1; seed <= random; seed++) yield randomWalk(rules, { seed, steps: 60 });
  };
  for (const walk of walks())
    await followWalk(walk, initial, branches).catch((error: unknown) => {
      if (error instanceof BranchNotTaken) return;
      throw new Error(`${String(error)}\n${walk.map(({ label }) => `  ${label}`).join('\n')}`);
    });
  return [...branches];
}

/** Without restored rows; each of them in a consumer, a stale one or a retrier. */
const STEPS = [
  ...['reads: no row', 'reads: no row yet, though there is one', 'row is due, ack', 'held by another'],
  ...['take over', 'take over, no intent', 'take over, cancel requested', 'take over, cancel requested, no intent'],
  ...['row is CAPTURED, done', 'row is DECLINED, done', 'row is VOID, done'],
  ...['create: intent', 'create delayed or lost in flight', 'create refused (400, 402): no intent'],
  ...['create: gateway unreachable, nothing sent: batch fails', 'create: a 500 is stored for the key'],
  ...['claim with the intent', 'inserts the row as DECLINED'],
  ...['inserts the row without an intent, dueAt set, ack', 'record intent', 'record refused'],
  ...[
    'confirm intent: succeeded',
    'confirm intent: declined',
    'confirm intent: processing',
    'confirm intent: canceled',
  ],
  ...['confirm of intent delayed or lost in flight: unknown, looks a second time'],
  ...['confirm of intent: gateway unreachable, nothing sent: lease given back, batch fails'],
  ...['retrieve intent: open', 'retrieve intent: succeeded', 'retrieve intent: declined', 'retrieve intent: canceled'],
  ...['retrieve intent: processing', 'retrieve lost: unknown'],
  ...['cancel intent: canceled', 'cancel of intent delayed or lost in flight: unknown'],
  ...['settle CAPTURED', 'settle DECLINED', 'settle VOID', 'settle REFUND_DUE', 'settle refused'],
  ...['parks: dueAt, lease given back, ack', 'park refused', 'held by another: dueAt = its lease, ack'],
  ...['refund is due', 'refund, ok', 'refund delayed or lost: still due', 'refund duplicated on the way'],
  ...[
    'settle REFUNDED',
    'cancel consumed, row absent',
    'cancel consumed, row CHARGING',
    'cancel consumed, row CAPTURED',
  ],
  ...['cancel consumed, row DECLINED', 'cancel consumed, row VOID', 'cancel consumed, row REFUND_DUE'],
];

describe('the code of an attempt', () => {
  it('takes only the steps that the model allows, and each of them', { timeout: 300_000 }, async () => {
    const branches = await follow(protocol, { states: 20_000, random: 3_000 });

    expect(branches).toEqual(expect.arrayContaining(STEPS));
  });

  it('does so on a table that was set back and rebuilt, too', { timeout: 300_000 }, async () => {
    const branches = await follow(rebuilt, { states: 10_000, random: 8_000 });

    expect(branches).toEqual(
      expect.arrayContaining([
        ...['take over, intents unknown: list', 'list: none, create', 'list: adopt intent', 'list fails'],
        ...['list: intent succeeded, adopt', 'list: several, cancels intent', 'list: none, cancelled'],
      ]),
    );
  });
});
