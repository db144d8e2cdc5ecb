import { expect } from 'vitest';
import type { EffectRow } from '../../../functions/contracts/effect-row.ts';
import { retryDueEffects } from '../../../functions/effects/retry-due-effects.ts';
import { type EffectDeps, isOpen, runOnce, takeUpEffect } from '../../../functions/effects/run-once.ts';
import { anOpenEffect, at, EFFECT_LEASE, KEY, moment, Parcel, parcel } from '../../harness/effects.ts';
import type { Exploration } from '../../harness/interleavings.ts';
import { type EffectRace, type EffectWorld, effectWorld, heldDeps } from './effect-world.ts';

/** Runs a race in one order of turns, deaths and moments, then retries the effect until it ends; checks it at every turn. */
export async function raceEffects(race: EffectRace, exploration: Exploration) {
  const world = effectWorld(race);
  if (race.row !== 'absent') await startWith(race.row, world);
  const check = checkOf(world);
  startAttempts(world);
  if (await takeTurns(world, exploration, check)) await endEffect(world, check);
}

async function startWith(kind: 'parked' | 'abandoned', { ledger }: EffectWorld) {
  await ledger.insert(anOpenEffect({ state: kind === 'parked' ? 'PARKED' : 'CLAIMED', dueAt: at(0) }));
}

function startAttempts(world: EffectWorld) {
  const retry = async (deps: EffectDeps<Parcel>) => {
    const row = await deps.ledger.find(KEY);
    return row && takeUpEffect(deps)(row);
  };
  for (const actor of world.race.actors) {
    const deps = heldDeps(actor, world);
    void (actor === 'retrier' ? retry(deps) : runOnce(deps)({ key: KEY, input: parcel }));
  }
}

/** Lets calls pass one after the other, actors die and time pass; false where that leads to a state that was reached before. */
async function takeTurns(world: EffectWorld, { choose, isNew }: Exploration, check: () => void) {
  const { dead, turns } = world;
  const alive = async () => (await turns.actors()).filter((actor) => !dead.has(actor));
  for (let waiting = await alive(); waiting.length > 0; waiting = await alive()) {
    const choice = choose([...waiting, ...optionsOf(waiting, world)]);
    if (choice === LATER) passTime(world);
    else if (choice.startsWith(DIES)) kill(choice.slice(DIES.length), world);
    else turns.letPass(choice);
    const next = await alive();
    check();
    if (!isNew(stateOf(world, next))) return false;
  }
  return true;
}

/** All that what follows depends on: an actor that has died or ended does nothing more, but for a call that is under way. */
function stateOf({ clock, row, left, service, leases, inFlight, histories }: EffectWorld, waiting: readonly string[]) {
  const acts = ([actor]: readonly [string, unknown]) => waiting.includes(actor) || inFlight.has(actor);
  const known = [[...histories].filter(([actor]) => waiting.includes(actor)), [...leases].filter(acts), [...inFlight]];
  return JSON.stringify([waiting, clock, row(), left, service.state, known]);
}

const LATER = 'later';
const DIES = 'dies: ';

const optionsOf = (waiting: readonly string[], { left, row, now }: EffectWorld) => {
  const dueAt = dueAtOf(row());
  const isLeased = dueAt !== undefined && now() < new Date(dueAt);
  return [
    ...(left.deaths > 0 ? waiting.map((actor) => DIES + actor) : []),
    ...(left.jumps > 0 && isLeased ? [LATER] : []),
  ];
};

function kill(actor: string, { left, dead }: EffectWorld) {
  left.deaths -= 1;
  dead.add(actor);
}

/** To where the row is due. */
function passTime({ clock, left, row }: EffectWorld) {
  left.jumps -= 1;
  clock.seconds = (Date.parse(dueAtOf(row()) ?? '') - moment(0).getTime()) / 1_000;
}

/** Without a row the record comes again. Then runs of a retrier, until the effect has ended. */
async function endEffect({ clock, now, row, ledger, service }: EffectWorld, check: () => void) {
  let tokens = 0;
  const deps: EffectDeps<Parcel> = {
    ledger,
    schema: Parcel,
    effect: async () => service.answer(),
    leaseSeconds: EFFECT_LEASE,
    now,
    newToken: () => `late ${++tokens}`,
  };
  const quiet = { report: () => undefined, failed: () => undefined, concurrency: 1 };
  const retryDue = retryDueEffects({ ...deps, ...quiet });
  if (row() === undefined) await runOnce(deps)({ key: KEY, input: parcel });
  for (let tries = 0; tries < 5 && dueAtOf(row()) !== undefined; tries++) {
    clock.seconds += 3_600;
    await retryDue({ deadline: moment(clock.seconds + 60) });
    check();
  }
  expect(row()?.state).toBe(service.state.isDone ? 'DONE' : 'REFUSED');
}

const dueAtOf = (row: EffectRow | undefined) => (row !== undefined && isOpen(row) ? row.dueAt : undefined);

/** What must hold at every moment: an end stays, an attempt is never due earlier than it was, and each call was alone. */
function checkOf({ row, service, broken }: EffectWorld) {
  let before = row();
  return () => {
    const found = row();
    if (isWrong(before, found)) broken.push('an end has changed, or an attempt is due earlier');
    if (found?.state === 'DONE' && !service.state.isDone) broken.push('it is not done');
    if (broken.length > 0) expect({ before, found, service: service.state, broken }).toBe('an effect as it may be');
    before = found;
  };
}

function isWrong(before: EffectRow | undefined, found: EffectRow | undefined) {
  if (before === undefined) return false;
  const was = dueAtOf(before);
  return was === undefined ? found !== before : (dueAtOf(found) ?? was) < was;
}
