import type { AuditReport, AuditRun, AuditTime } from './run-audit.ts';

/** How far the books are audited. */
export interface AuditPosition {
  /** ISO time: every order that was placed before it was explained, or is left. */
  readonly until: string;
  /** Orders that were not at their end, or not explained. */
  readonly left: readonly string[];
  /** What did not fit together when the position was saved, with the orders that had to be looked at and were not. */
  readonly discrepancies: number;
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

interface Continuing {
  readonly dryRun: boolean;
  /** Milliseconds of orders that are audited at most: a day, or less. */
  readonly longest?: number;
  readonly time?: AuditTime;
}

export interface ContinuedAudit extends AuditReport {
  /** Why the position stays where it was; undefined where it was saved. */
  readonly notSaved?: string | undefined;
}

/** Milliseconds. Who runs it for the first time sees the last day; a longer time is audited by days. */
export const DAY_MS = 86_400_000;
/** What was placed just now is left to the next run. */
export const GRACE_MS = 300_000;
/** A row has room for so many ids. */
const MOST_LEFT = 10_000;

/** Where the first audit begins: the last day is audited. */
export const firstPosition = (now: Date): AuditPosition => ({
  until: new Date(now.getTime() - GRACE_MS - DAY_MS).toISOString(),
  left: [],
  discrepancies: 0,
});

/**
 * Audits what was placed since the last audit, a day at most, and what was left then: so each order is explained once, and whatever
 * was not at its end or did not fit together is looked at again until it is and does. Undefined where there is nothing new or left.
 */
export function continueAudit({ positions, audit, now }: ContinueAuditDeps) {
  return async ({ dryRun, longest = DAY_MS, time }: Continuing): Promise<ContinuedAudit | undefined> => {
    const seen = await positions.read();
    const { until, left } = seen ?? firstPosition(now());
    const from = Date.parse(until);
    const span = { from, until: Math.max(from, Math.min(now().getTime() - GRACE_MS, from + longest)) };
    if (span.until === span.from && left.length === 0) return undefined;
    const report = await audit({ span, left, ...(time && { time }) });
    return dryRun ? report : { ...report, notSaved: await saved({ positions, seen }, report) };
  };
}

interface Saving extends Pick<ContinueAuditDeps, 'positions'> {
  readonly seen: AuditPosition | undefined;
}

async function saved({ positions, seen }: Saving, report: AuditReport): Promise<string | undefined> {
  const { until, left } = report;
  if (left.length > MOST_LEFT)
    return `${left.length} orders are left, more than can be kept: the next audit reads this time again`;
  const isSaved = await positions.save({ until, left, discrepancies: unexplainedOf(report) }, seen);
  return isSaved ? undefined : 'another audit was saved meanwhile';
}

/** What a person has to look into: of what was not looked at nobody knows. */
export const unexplainedOf = ({ discrepancies, notLookedAt }: Pick<AuditReport, 'discrepancies' | 'notLookedAt'>) =>
  discrepancies.length + notLookedAt;
