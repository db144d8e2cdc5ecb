import * as z from 'zod/mini';
import { DUE_EFFECTS, type OpenEffect } from '../../functions/contracts/effect-row.ts';
import type { EffectLedger } from '../../functions/effects/effect-ledger.ts';
import { type EffectDeps, runOnce, takeUpEffect } from '../../functions/effects/run-once.ts';
import { shardOf } from '../../functions/platform/shard.ts';
import { inMemoryEffects } from '../doubles/in-memory-effects.ts';

export const Parcel = z.object({ orderId: z.string(), items: z.int() });
export type Parcel = z.infer<typeof Parcel>;
export const parcel: Parcel = { orderId: 'ord_1', items: 2 };
export const KEY = 'ord_1.order-placed.1';

export const EFFECT_LEASE = 30;

const BEGIN = Date.parse('2026-01-01T12:00:00.000Z');
export const moment = (seconds: number) => new Date(BEGIN + seconds * 1_000);
export const at = (seconds: number) => moment(seconds).toISOString();

export type Effect = EffectDeps<Parcel>['effect'];
export const DONE = { kind: 'done', result: 'shp_1' } as const;
export const LOST = { kind: 'unknown', reason: 'no answer' } as const;

/** A claim of the first attempt, whose lease has just begun. */
export function anOpenEffect(differing: Partial<OpenEffect> = {}): OpenEffect {
  const { effectKey = KEY } = differing;
  return {
    effectKey,
    input: JSON.stringify(parcel),
    state: 'CLAIMED',
    leaseToken: 'first',
    attempts: 1,
    firstAttemptAt: at(0),
    dueAt: at(EFFECT_LEASE),
    dueShard: shardOf(effectKey, DUE_EFFECTS.shards),
    ...differing,
  };
}

interface Different {
  readonly effect?: Effect;
  readonly ledger?: Partial<EffectLedger>;
  readonly leaseSeconds?: number;
}

/** Effects over the double of their table, at a clock that a test moves. */
export function effectsInMemory() {
  const clock = { seconds: 0 };
  let tokens = 0;
  const { rows, ledger } = inMemoryEffects();
  const calls: { readonly key: string; readonly input: Parcel }[] = [];
  const now = () => moment(clock.seconds);
  const deps = ({ effect = async () => DONE, ...different }: Different = {}): EffectDeps<Parcel> => ({
    ledger: { ...ledger, ...different.ledger },
    schema: Parcel,
    async effect(request) {
      calls.push({ key: request.key, input: request.input });
      return effect(request);
    },
    leaseSeconds: different.leaseSeconds ?? EFFECT_LEASE,
    now,
    newToken: () => `token-${++tokens}`,
  });
  const row = () => {
    const found = rows.get(KEY);
    if (found === undefined) throw new Error('there is no row');
    return found;
  };
  return {
    rows,
    ledger,
    clock,
    now,
    calls,
    deps,
    row,
    once: (different?: Different) => runOnce(deps(different))({ key: KEY, input: parcel }),
    retry: (different?: Different) => takeUpEffect(deps(different))(row()),
  };
}
