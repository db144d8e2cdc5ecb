import type { AuditReport, AuditRun } from './run-audit.ts';

/** How far the books are audited. */
export interface AuditPosition {
  /** ISO time: every order that was placed before it was explained, or is left. */
  readonly until: string;
  /** Orders that were not at their end, or not explained. */
  readonly left: readonly string[];
}

export interface AuditPositions {
  read(): Promise<AuditPosition | undefined>;
  /** Whether it was saved: not where another audit has saved one since `seen` was read. */
  save(position: AuditPosition, seen: AuditPosition | undefined): Promise<boolean>;
}

interface ContinueAuditDeps {
  readonly positions: AuditPositions;
  readonly audit: (run: AuditRun) => Promise<AuditReport>;
  readonly now: () => Date;
}

export interface ContinuedAudit extends AuditReport {
  /** Why the position stays where it was; undefined where it was saved. */
  readonly notSaved?: string | undefined;
}

/** Milliseconds. Who runs it for the first time sees the last day; a longer time is audited by days. */
const DAY_MS = 86_400_000;
/** What was placed just now is left to the next run. */
export const GRACE_MS = 300_000;
/** A row has room for so many ids. */
const MOST_LEFT = 10_000;

/**
 * Audits what was placed since the last audit, a day at most, and what was left then: so each order is explained once, and whatever
 * was not at its end or did not fit together is looked at again until it is and does. Undefined where there is nothing new or left.
 */
export function continueAudit({ positions, audit, now }: ContinueAuditDeps) {
  return async ({ dryRun }: { readonly dryRun: boolean }): Promise<ContinuedAudit | undefined> => {
    const seen = await positions.read();
    const run = nextRun(seen, now().getTime() - GRACE_MS);
    if (run.span.until === run.span.from && run.left.length === 0) return undefined;
    const report = await audit(run);
    return dryRun ? report : { ...report, notSaved: await saved({ positions, seen }, report) };
  };
}

function nextRun(seen: AuditPosition | undefined, last: number): AuditRun {
  const from = seen === undefined ? last - DAY_MS : Date.parse(seen.until);
  return { span: { from, until: Math.max(from, Math.min(last, from + DAY_MS)) }, left: seen?.left ?? [] };
}

interface Saving extends Pick<ContinueAuditDeps, 'positions'> {
  readonly seen: AuditPosition | undefined;
}

async function saved({ positions, seen }: Saving, { until, left }: AuditReport): Promise<string | undefined> {
  if (left.length > MOST_LEFT)
    return `${left.length} orders are left, more than can be kept: the next audit reads this time again`;
  const isSaved = await positions.save({ until, left }, seen);
  return isSaved ? undefined : 'another audit was saved meanwhile';
}
