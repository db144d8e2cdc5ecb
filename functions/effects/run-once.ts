import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { DUE_EFFECTS, type EffectRow, type OpenEffect } from '../contracts/effect-row.ts';
import { withDeadline } from '../platform/deadline.ts';
import { PoisonRecordError } from '../platform/decode-event.ts';
import { problemsOf } from '../platform/error-messages.ts';
import { shardOf } from '../platform/shard.ts';
import type { AttemptEnd, EffectLedger } from './effect-ledger.ts';

export interface EffectRequest<Input> {
  /** The same for each repetition: the id of the event, say. */
  readonly key: string;
  readonly input: Input;
}

export type EffectResponse =
  /** `result`: what the other service calls it, say. Of a longer one the first 10,000 characters are kept. */
  | { readonly kind: 'done'; readonly result: string }
  /** For good: it is not tried again. Of a reason the first 300 characters are kept. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Whether it took effect is not known, or it can't be done now. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface EffectDeps<Input> {
  readonly ledger: EffectLedger;
  /** Reads the input from its JSON. It must be the same after it: no `Date`, nothing undefined. */
  readonly schema: z.ZodMiniType<Input>;
  /** Calls the other service, with `key` as its idempotency key. An error counts as unknown, and so does an answer after `signal`. */
  readonly effect: (request: EffectRequest<Input> & { readonly signal: AbortSignal }) => Promise<EffectResponse>;
  /** How long an attempt is alone. The effect has four fifths of it; the rest is for its writes, and for clocks that differ. */
  readonly leaseSeconds: number;
  readonly now: () => Date;
  /** A token that was never there before. */
  readonly newToken: () => string;
}

export type EffectOutcome =
  | 'done'
  | 'refused'
  /** It had ended before; nothing was called. */
  | 'duplicate'
  /** Another attempt ended it otherwise in the meantime: the first end stays, and a person must look. */
  | 'conflict'
  /** A retrier tries it again when it is due. */
  | 'parked'
  /** Another attempt is at it; if that one dies, a retrier goes on after its lease. */
  | 'busy';

/**
 * Carries out an effect at another service under one key, however often it is asked to. The service may be called more than
 * once, always with the same key and input, and never by two attempts within one lease; it takes effect at most once where the
 * service honours the key. Each outcome ends the record of a consumer: what is open has a row that a retrier finds.
 *
 * @throws PoisonRecordError where the input has more than 350,000 bytes as JSON, or the row has another one or can't be read, and
 * nothing was called; else where a write has no answer: the record must come again.
 */
export function runOnce<Input>(deps: EffectDeps<Input>) {
  const { ledger, schema, leaseSeconds, now, newToken } = deps;
  const carryOut = carryOutClaim(deps);
  const takeUp = takeUpEffect(deps);
  return async ({ key, input }: EffectRequest<Input>): Promise<EffectOutcome> => {
    const json = JSON.stringify(input);
    const read = readInput(schema, json);
    if (Buffer.byteLength(json) > LARGEST_INPUT)
      throw new PoisonRecordError('EffectTooLarge', `the effect's input has more than ${LARGEST_INPUT} bytes`);
    const claim: OpenEffect = {
      effectKey: key,
      input: json,
      state: 'CLAIMED',
      leaseToken: newToken(),
      attempts: 1,
      firstAttemptAt: now().toISOString(),
      dueAt: secondsAfter(now(), leaseSeconds),
      dueShard: shardOf(key, DUE_EFFECTS.shards),
    };
    const obstacle = await ledger.insert(claim);
    if (obstacle === undefined) return carryOut(claim, read);
    // Of JSON, since a new version may order the fields otherwise.
    if (!isDeepStrictEqual(JSON.parse(obstacle.input), JSON.parse(json)))
      throw new PoisonRecordError('EffectMismatch', 'the effect of this key has another input');
    return takeUp(obstacle);
  };
}

/** Goes on with an effect from its row alone; any number of times, and at once. */
export function takeUpEffect<Input>(deps: EffectDeps<Input>) {
  const { ledger, schema, leaseSeconds, now, newToken } = deps;
  const carryOut = carryOutClaim(deps);
  return async (row: EffectRow): Promise<EffectOutcome> => {
    if (!isDue(row, now())) return standing(row);
    const input = readInput(schema, row.input);
    const lease = { leaseToken: newToken(), dueAt: secondsAfter(now(), leaseSeconds) };
    const taken = await ledger.takeOver(row, lease);
    return 'claim' in taken ? carryOut(taken.claim, input) : standing(taken.obstacle);
  };
}

/** One attempt at an effect that is claimed. */
function carryOutClaim<Input>({ ledger, effect, leaseSeconds, now }: EffectDeps<Input>) {
  const respond = async ({ effectKey: key, dueAt }: OpenEffect, input: Input): Promise<EffectResponse> => {
    // Of the lease as it was written: the write may have taken long, or the process may have been frozen.
    const milliseconds = Math.floor(Date.parse(dueAt) - now().getTime() - leaseSeconds * 200);
    if (milliseconds <= 0) return { kind: 'unknown', reason: 'the lease was nearly over before the call' };
    try {
      const signal = AbortSignal.timeout(milliseconds);
      return await withDeadline(effect({ key, input, signal }), milliseconds, 'the effect');
    } catch (error) {
      return { kind: 'unknown', reason: String(error) };
    }
  };

  return async (claim: OpenEffect, input: Input): Promise<EffectOutcome> => {
    const response = await respond(claim, input);
    const delay = Math.min(LONGEST_DELAY_SECONDS, leaseSeconds * 2 ** (claim.attempts - 1));
    const end = endOf(response, { settledAt: now().toISOString(), dueAt: secondsAfter(now(), delay) });
    const obstacle = await ledger.end(claim, end);
    if (obstacle === undefined) return OUTCOMES[end.state];
    const isConflict = end.state !== 'PARKED' && obstacle.state !== end.state && !isOpen(obstacle);
    return isConflict ? 'conflict' : standing(obstacle);
  };
}

/** The first is a lease: a call that was given up may go on that long. */
const LONGEST_DELAY_SECONDS = 3_600;
/** A row has room for 400 KB. An effect whose end does not fit would be called again, without an end. */
const LARGEST_INPUT = 350_000;
const LONGEST_RESULT = 10_000;
const LONGEST_REASON = 300;
const OUTCOMES = { DONE: 'done', REFUSED: 'refused', PARKED: 'parked' } as const;

function endOf(
  response: EffectResponse,
  { settledAt, dueAt }: { readonly settledAt: string; readonly dueAt: string },
): AttemptEnd {
  switch (response.kind) {
    case 'done':
      return { state: 'DONE', result: response.result.slice(0, LONGEST_RESULT), settledAt };
    case 'refused':
      return { state: 'REFUSED', reason: response.reason.slice(0, LONGEST_REASON), settledAt };
    case 'unknown':
      return { state: 'PARKED', reason: response.reason.slice(0, LONGEST_REASON), dueAt };
  }
}

const secondsAfter = (moment: Date, seconds: number) => new Date(moment.getTime() + seconds * 1_000).toISOString();

export const isOpen = (row: EffectRow): row is OpenEffect => row.state === 'CLAIMED' || row.state === 'PARKED';

const isDue = (row: EffectRow, now: Date): row is OpenEffect => isOpen(row) && new Date(row.dueAt) <= now;

/** What a row means for whoever has just found it, and does nothing. */
function standing({ state }: EffectRow): EffectOutcome {
  if (state === 'CLAIMED') return 'busy';
  return state === 'PARKED' ? 'parked' : 'duplicate';
}

/** @throws PoisonRecordError */
function readInput<Input>(schema: z.ZodMiniType<Input>, json: string): Input {
  const input = z.safeParse(schema, JSON.parse(json));
  if (input.success) return input.data;
  throw new PoisonRecordError('UnreadableEffect', `the effect's input can't be read: ${problemsOf(input.error)}`);
}
