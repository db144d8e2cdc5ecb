import pLimit from 'p-limit';
import type { EffectRow } from '../contracts/effect-row.ts';
import type { DueEffect, DueEffectsCursor } from './effect-ledger.ts';
import { type EffectDeps, type EffectOutcome, isOpen, takeUpEffect } from './run-once.ts';

export interface RetryDueEffectsDeps<Input> extends EffectDeps<Input> {
  readonly report: (row: EffectRow, outcome: EffectOutcome) => void;
  /** It stays due. */
  readonly failed: (effectKey: string, error: unknown) => void;
  readonly concurrency: number;
}

export interface EffectRetrySummary {
  readonly retried: number;
  readonly failed: number;
  /** False where time ran out: the rest stays due. */
  readonly complete: boolean;
  /** Of the effects that were due and are still open: how long ago the first attempt at the oldest was; 0 where none is. */
  readonly oldestOpenSeconds: number;
}

/**
 * Tries the effects that are due, oldest first, from what their rows hold: parked ones, and those whose attempt died. Begins
 * none after `deadline`. Two runs at once are safe.
 */
export function retryDueEffects<Input>({ report, failed, concurrency, ...deps }: RetryDueEffectsDeps<Input>) {
  const { ledger, now } = deps;
  const takeUp = takeUpEffect(deps);
  return async ({ deadline }: { readonly deadline: Date }): Promise<EffectRetrySummary> => {
    const limit = pLimit(concurrency);
    const begun = now();
    const counts = { retried: 0, failed: 0, oldestOpenSeconds: 0 };
    const staysOpen = (since: string) => {
      const seconds = Math.round((begun.getTime() - Date.parse(since)) / 1_000);
      counts.oldestOpenSeconds = Math.max(counts.oldestOpenSeconds, seconds);
    };

    const retryOne = async ({ effectKey, dueAt }: DueEffect) => {
      try {
        if (now() >= deadline) {
          staysOpen(dueAt);
          return;
        }
        const row = await ledger.find(effectKey);
        // The index lags behind: it may have ended since.
        if (row === undefined || !isOpen(row)) return;
        const outcome = await takeUp(row);
        counts.retried += 1;
        report(row, outcome);
        if (outcome === 'parked' || outcome === 'busy') staysOpen(row.firstAttemptAt);
      } catch (error) {
        counts.failed += 1;
        failed(effectKey, error);
        staysOpen(dueAt);
      }
    };

    let cursor: DueEffectsCursor | undefined;
    do {
      const { effects, next } = await ledger.due(begun, cursor);
      await Promise.all(effects.map((effect) => limit(retryOne, effect)));
      cursor = next;
    } while (cursor !== undefined && now() < deadline);
    return { ...counts, complete: cursor === undefined && now() < deadline };
  };
}
