import type { EffectRow, OpenEffect } from '../contracts/effect-row.ts';

/** What an attempt writes at its end. Times are ISO strings. */
export type AttemptEnd =
  | { readonly state: 'DONE'; readonly result: string; readonly settledAt: string }
  | { readonly state: 'REFUSED'; readonly reason: string; readonly settledAt: string }
  | { readonly state: 'PARKED'; readonly reason: string; readonly dueAt: string };

/** Where each shard goes on; a shard that is read to its end is missing. */
export type DueEffectsCursor = Readonly<Record<string, string>>;

/** An entry of the index. It lags behind the table: the row may have changed since. */
export interface DueEffect {
  readonly effectKey: string;
  readonly dueAt: string;
}

export interface DueEffectsPage {
  readonly effects: readonly DueEffect[];
  readonly next: DueEffectsCursor | undefined;
}

/** Undefined where the write took effect; else the row that stood in the way. */
export type EffectObstacle = Promise<EffectRow | undefined>;

/**
 * A table of effects. Each write is one conditional write: that of an attempt that was taken over, or of a late copy, changes
 * nothing. A write without an answer rejects: whether it took effect is not known. A row that can't be read rejects with
 * PoisonRecordError, and is never written.
 */
export interface EffectLedger {
  /** The row as it is now. */
  find(effectKey: string): Promise<EffectRow | undefined>;
  /** Claims an effect that has no row. */
  insert(claim: OpenEffect): EffectObstacle;
  /** Claims an effect whose row is as it was seen, until `dueAt`, and counts one attempt. */
  takeOver(
    seen: OpenEffect,
    lease: Pick<OpenEffect, 'leaseToken' | 'dueAt'>,
  ): Promise<{ readonly claim: OpenEffect } | { readonly obstacle: EffectRow }>;
  /** Ends a claim that nobody has taken over. */
  end(claim: OpenEffect, end: AttemptEnd): EffectObstacle;
  /** The next effects of all shards that are due by then, oldest first within a shard. */
  due(by: Date, after: DueEffectsCursor | undefined): Promise<DueEffectsPage>;
}
