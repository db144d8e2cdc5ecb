import type { EffectLedger } from '../../../functions/effects/effect-ledger.ts';
import type { EffectDeps, EffectResponse } from '../../../functions/effects/run-once.ts';
import { inMemoryEffects } from '../../doubles/in-memory-effects.ts';
import { DONE, EFFECT_LEASE, KEY, LOST, moment, Parcel } from '../../harness/effects.ts';
import { turnstile } from '../../harness/interleavings.ts';

export interface EffectRace {
  readonly actors: readonly ('consumer' | 'other consumer' | 'retrier')[];
  /** Of all actors together. */
  readonly deaths: number;
  /** How often the clock may move to where the row is due. */
  readonly jumps: number;
  /** The row at the beginning; both are due. */
  readonly row: 'absent' | 'parked' | 'abandoned';
  /** What becomes of the first call; later ones are answered by what the service knows. */
  readonly service: 'does it' | 'refuses it' | 'loses the request' | 'loses the answer';
}

export type EffectWorld = ReturnType<typeof effectWorld>;

/** All that takes part in a race, before anybody has acted. */
export function effectWorld(race: EffectRace) {
  const clock = { seconds: 0 };
  const now = () => moment(clock.seconds);
  const { rows, ledger } = inMemoryEffects();
  return {
    race,
    clock,
    now,
    row: () => rows.get(KEY),
    ledger,
    left: { deaths: race.deaths, jumps: race.jumps },
    service: serviceOf(race),
    /** Until when each actor has claimed the effect, by the last claim that it was answered. */
    leases: new Map<string, string>(),
    /** Whose call was sent, and has no answer yet; the dead are among them. */
    inFlight: new Set<string>(),
    dead: new Set<string>(),
    broken: [] as string[],
    /** What each actor was answered so far: all that it knows. */
    histories: new Map<string, unknown[]>(race.actors.map((actor) => [actor, []])),
    turns: turnstile(),
  };
}

/** It honours the key: the effect takes place once, and a repetition is answered as the first call should have been. */
function serviceOf({ service }: EffectRace) {
  const state = { calls: 0, isDone: false };
  const answer = (): EffectResponse => {
    state.calls = Math.min(2, state.calls + 1);
    if (service === 'refuses it') return { kind: 'refused', reason: 'unknown address' };
    if (service === 'loses the request' && state.calls === 1) return LOST;
    state.isDone = true;
    return service === 'loses the answer' && state.calls === 1 ? LOST : DONE;
  };
  return { state, answer };
}

/** The calls of an actor wait for their turns. */
export function heldDeps(actor: string, world: EffectWorld): EffectDeps<Parcel> {
  const { now, service, inFlight, histories, turns } = world;
  const guard = turns.guard(actor);
  let tokens = 0;
  return {
    ledger: heldLedger(actor, world),
    schema: Parcel,
    async effect() {
      if (!isAlone(actor, world)) world.broken.push(`the ${actor} calls while another does, or after its lease`);
      inFlight.add(actor);
      const response = await guard(async () => service.answer())();
      inFlight.delete(actor);
      histories.get(actor)?.push(response);
      return response;
    },
    leaseSeconds: EFFECT_LEASE,
    now,
    newToken: () => `${actor} ${++tokens}`,
  };
}

/** A claim's answer waits for a turn of its own, as in a process that is frozen meanwhile. */
function heldLedger(actor: string, world: EffectWorld): EffectLedger {
  const { ledger, leases, histories, turns, row } = world;
  const guard = turns.guard(actor);
  const held =
    <Args extends unknown[], Response>(call: (...args: Args) => Promise<Response>) =>
    async (...args: Args) => {
      const response = await guard(call)(...args);
      histories.get(actor)?.push(response);
      return response;
    };
  const claim =
    <Args extends unknown[], Response>(call: (...args: Args) => Promise<Response>) =>
    async (...args: Args) => {
      const response = await held(call)(...args);
      const found = row();
      if (found?.state === 'CLAIMED' && found.leaseToken.startsWith(`${actor} `)) leases.set(actor, found.dueAt);
      await held(async () => 'thawed')();
      return response;
    };
  return {
    ...ledger,
    find: held(ledger.find),
    insert: claim(ledger.insert),
    takeOver: claim(ledger.takeOver),
    end: held(async (mine, end) => {
      const before = row();
      const obstacle = await ledger.end(mine, end);
      if (before?.leaseToken !== mine.leaseToken && row() !== before) world.broken.push('a fenced attempt has written');
      return obstacle;
    }),
  };
}

/** Whether an actor that is about to call has its lease, and nobody that calls has one. */
function isAlone(actor: string, { now, leases, inFlight }: EffectWorld) {
  const holds = (one: string) => now() < new Date(leases.get(one) ?? 0);
  return holds(actor) && ![...inFlight].some(holds);
}
