import { type AuditPace, type AuditSummary, auditWhenDue } from '../../../functions/auditor/audit-when-due.ts';
import type { AuditPosition, ContinuedAudit } from '../../../functions/auditor/continue-audit.ts';
import type { AuditReport, AuditRun } from '../../../functions/auditor/run-audit.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** What was placed in the last five minutes is left to the next audit. */
export const GRACE = 300_000;
export const BEGUN = Date.parse('2026-01-10T12:00:00Z');
export const iso = (time: number) => new Date(time).toISOString();

interface World {
  readonly position?: AuditPosition;
  readonly pace?: AuditPace;
  /** Milliseconds that an audit takes. */
  readonly takes?: number;
  readonly found?: Partial<AuditReport>;
  readonly fails?: (run: AuditRun) => Error | undefined;
  readonly isSaved?: boolean;
}

/** The function over a position and audits that are scripted; the clock goes on with each audit alone. */
export function anAuditor({ takes = 60_000, found = {}, fails = () => undefined, isSaved = true, ...world }: World) {
  let now = BEGUN;
  let { position, pace } = world;
  const runs: AuditRun[] = [];
  const begun: (AuditPace | undefined)[] = [];
  const reported: ContinuedAudit[] = [];
  const outOfTime: AuditPace[] = [];
  const standings: [AuditPosition | undefined, AuditSummary][] = [];
  const run = auditWhenDue({
    now: () => new Date(now),
    positions: {
      read: async () => position,
      async save(next) {
        if (runs.length === 0 || isSaved) position = next;
        return isSaved;
      },
      pace: async () => pace,
      async keepPace(next) {
        pace = next;
      },
    },
    async audit(audited) {
      runs.push(audited);
      begun.push(pace);
      now += takes;
      const failure = fails(audited);
      if (failure) throw failure;
      return reportOf(audited, found);
    },
    report: {
      audited: (audit) => reported.push(audit),
      outOfTime: (_error, was) => outOfTime.push(was),
      standing: (...standing) => standings.push(standing),
    },
  });
  return {
    ...{ runs, begun, reported, outOfTime, standings },
    pace: () => pace,
    position: () => position,
    run: ({ early = false, within = 840_000 } = {}) => run({ early, deadline: new Date(now + within) }),
  };
}

const reportOf = ({ span, left }: AuditRun, found: Partial<AuditReport>): AuditReport => ({
  ...{ from: iso(span.from), until: iso(span.until), orders: 1, ofOtherSpans: left.length, totals: {}, left },
  ...{ discrepancies: [], cleared: 0, notLookedAt: 0 },
  read: { orders: 1, payments: 0, events: 0, intents: 0, refunds: 0, looks: 0 },
  ...found,
});

/** Audited up to so many hours before the run begins. */
export const auditedUpTo = (hoursAgo: number, left: readonly string[] = []): AuditPosition => ({
  ...{ until: iso(BEGUN - hoursAgo * HOUR), left, discrepancies: 0 },
});
