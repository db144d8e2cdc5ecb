import { EffectRow, type OpenEffect } from '../../functions/contracts/effect-row.ts';
import type { AttemptEnd, EffectLedger } from '../../functions/effects/effect-ledger.ts';
import { isOpen } from '../../functions/effects/run-once.ts';

/** A table of effects. The index never lags here; a page is all that is due. */
export function inMemoryEffects() {
  const rows = new Map<string, EffectRow>();
  const there = (effectKey: string) => {
    const row = rows.get(effectKey);
    if (row === undefined) throw new Error(`there is no row ${effectKey}`);
    return row;
  };

  const ledger: EffectLedger = {
    async find(effectKey) {
      return rows.get(effectKey);
    },
    async insert(claim) {
      const existing = rows.get(claim.effectKey);
      if (existing === undefined) rows.set(claim.effectKey, claim);
      return existing?.leaseToken === claim.leaseToken ? undefined : existing;
    },
    async takeOver(seen, lease) {
      const row = there(seen.effectKey);
      if (isOpen(row) && isAs(row, seen)) {
        const claim: OpenEffect = { ...row, ...lease, state: 'CLAIMED', attempts: row.attempts + 1 };
        rows.set(row.effectKey, claim);
        return { claim };
      }
      return row.state === 'CLAIMED' && row.leaseToken === lease.leaseToken ? { claim: row } : { obstacle: row };
    },
    async end({ effectKey, leaseToken }, end) {
      const row = there(effectKey);
      const isMine = row.leaseToken === leaseToken;
      if (isMine && row.state === 'CLAIMED') {
        rows.set(effectKey, ended(row, end));
        return undefined;
      }
      return isMine && row.state === end.state ? undefined : row;
    },
    async due(by) {
      const effects = [...rows.values()]
        .filter(isOpen)
        .map(({ effectKey, dueAt }) => ({ effectKey, dueAt }))
        .filter(({ dueAt }) => dueAt <= by.toISOString())
        .sort((one, other) => one.dueAt.localeCompare(other.dueAt));
      return { effects, next: undefined };
    },
  };
  return { rows, ledger };
}

const isAs = (row: OpenEffect, seen: OpenEffect) =>
  row.state === seen.state && row.leaseToken === seen.leaseToken && row.dueAt === seen.dueAt;

/** The schema leaves out what a row of the new state has no room for. */
const ended = (row: OpenEffect, end: AttemptEnd) => EffectRow.parse({ ...row, ...end });
