import {
  type AuditPosition,
  type AuditPositions,
  type ContinuedAudit,
  continueAudit,
  DAY_MS,
  firstPosition,
} from './continue-audit.ts';
import { AuditOutOfTime, type AuditReport, type AuditRun } from './run-audit.ts';

/** How much the function audits at once. */
export interface AuditPace {
  /** Milliseconds of orders; a day, or less where a day was too much. */
  readonly step: number;
  /** An audit of that much has begun. Who finds it so knows that it came to no end: it was out of time or memory. */
  readonly isUnderWay: boolean;
}

export interface AuditPaces {
  pace(): Promise<AuditPace | undefined>;
  keepPace(pace: AuditPace): Promise<void>;
}

export interface AuditWhenDueReport {
  audited(report: ContinuedAudit): void;
  /** Nothing was saved; the next run tries half of it. */
  outOfTime(error: AuditOutOfTime, pace: AuditPace): void;
  /** At the end of every run, however it ended. */
  standing(position: AuditPosition | undefined, summary: AuditSummary): void;
}

export interface AuditSummary {
  /** Spans that were audited. */
  readonly audits: number;
  readonly orders: number;
  /** Whether nothing is due any more. */
  readonly complete: boolean;
}

interface AuditWhenDueDeps {
  readonly positions: AuditPositions & AuditPaces;
  readonly audit: (run: AuditRun) => Promise<AuditReport>;
  readonly report: AuditWhenDueReport;
  readonly now: () => Date;
}

interface Due {
  /** Whether it also audits what was placed since the last audit of this day. */
  readonly early: boolean;
  readonly deadline: Date;
}

/**
 * So long after the last audit the next one is due: a day, less what a schedule may be early. Where a run can't audit a day, as soon
 * as there is what it can: the topics are read from there to their end, and that must not be a day's either.
 */
const DUE_AFTER_MS = DAY_MS - 1_800_000;
const SHORTEST_STEP_MS = 900_000;
/** Of the time that is left: the rest is for the orders that are looked at by themselves. */
const FOR_READING = 0.7;

/**
 * Audits day by day what is due, for as long as there is time. An audit that was more than a run can do is tried again by the
 * next run with half as much, which goes for one that ended with its process, too.
 */
export function auditWhenDue(deps: AuditWhenDueDeps) {
  return async (due: Due): Promise<AuditSummary> => {
    const run = auditRun(deps, due);
    try {
      await run.auditAll();
      return run.summary();
    } finally {
      deps.report.standing(await deps.positions.read(), run.summary());
    }
  };
}

function auditRun({ positions, audit, report, now }: AuditWhenDueDeps, { early, deadline }: Due) {
  const goOn = continueAudit({ positions, audit, now });
  const counts = { audits: 0, orders: 0, complete: false };
  let slowest = 0;
  const left = () => deadline.getTime() - now().getTime();

  const isDue = (position: AuditPosition, { step }: AuditPace) =>
    now().getTime() - Date.parse(position.until) >= Math.min(step, DUE_AFTER_MS) || (early && counts.audits === 0);

  const auditOnce = async (pace: AuditPace) => {
    const begun = now().getTime();
    await positions.keepPace({ ...pace, isUnderWay: true });
    const time = { readUntil: begun + FOR_READING * left(), lookUntil: deadline.getTime() };
    const found = await goOn({ dryRun: false, longest: pace.step, time });
    const took = now().getTime() - begun;
    slowest = Math.max(slowest, took);
    counts.audits += 1;
    counts.orders += found?.orders ?? 0;
    if (found) report.audited(found);
    const isFast = took * 4 < took + left();
    const step = isFast ? Math.min(DAY_MS, pace.step * 2) : pace.step;
    await positions.keepPace({ step, isUnderWay: false });
    return { step, isSaved: found?.notSaved === undefined };
  };

  const auditAll = async () => {
    let pace = await nextPace(positions);
    while (isDue(await firstOrLast(positions, now()), pace)) {
      if (left() < 1.5 * slowest) return;
      try {
        const { step, isSaved } = await auditOnce(pace);
        // Otherwise it would audit the same again.
        if (!isSaved) return;
        pace = { ...pace, step };
      } catch (error) {
        // The mark stays, by which the next run tries less.
        if (!(error instanceof AuditOutOfTime)) {
          await positions.keepPace(pace);
          throw error;
        }
        report.outOfTime(error, pace);
        return;
      }
    }
    counts.complete = true;
  };
  return { auditAll, summary: (): AuditSummary => ({ ...counts }) };
}

/** What the last run did not bring to an end was too much. */
async function nextPace(positions: AuditPaces): Promise<AuditPace> {
  const { step, isUnderWay } = (await positions.pace()) ?? { step: DAY_MS, isUnderWay: false };
  return { step: isUnderWay ? Math.max(SHORTEST_STEP_MS, Math.floor(step / 2)) : step, isUnderWay: false };
}

/** The first is saved before the first audit: else nobody could tell for how long there was none. */
async function firstOrLast(positions: AuditPositions, now: Date): Promise<AuditPosition> {
  const found = await positions.read();
  if (found !== undefined) return found;
  const first = firstPosition(now);
  await positions.save(first, undefined);
  return first;
}
