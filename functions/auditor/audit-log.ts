import { logger, measure } from '../platform/telemetry.ts';
import type { AuditSummary, AuditWhenDueReport } from './audit-when-due.ts';
import { type AuditPosition, type ContinuedAudit, unexplainedOf } from './continue-audit.ts';

/** Lines of an audit: where more is wrong, one cause is likely, and the command lists all of it. */
const MOST_LINES = 100;

/** One log line for each discrepancy and one for each audit; the metrics of a run, also where they are 0: alarms watch them. */
export const auditLog = (now: () => Date): AuditWhenDueReport => ({
  audited(audit) {
    const { discrepancies, left, notSaved, ...counts } = audit;
    for (const found of discrepancies.slice(0, MOST_LINES)) logger.error('does not fit together', { ...found });
    if (discrepancies.length > MOST_LINES)
      logger.error('more does not fit together', { unlisted: discrepancies.length - MOST_LINES });
    if (notSaved !== undefined) logger.error('the position of the audit was not saved', { reason: notSaved });
    const summary = { ...counts, discrepancies: discrepancies.length, left: left.length };
    logger[levelOfAudit(audit)]('audited', { summary });
  },
  outOfTime(error, { step }) {
    logger.warn('audit out of time, the next run tries less', { error, hours: step / 3_600_000 });
  },
  standing(position, summary) {
    measureRun(position, summary, now());
  },
});

const levelOfAudit = (audit: ContinuedAudit) => (unexplainedOf(audit) > 0 ? 'error' : 'info');

function measureRun(position: AuditPosition | undefined, { orders, complete }: AuditSummary, now: Date) {
  measure('OrdersAudited', orders);
  measure('AuditRunsCutShort', Number(!complete));
  if (position === undefined) return;
  measure('AuditDiscrepancies', position.discrepancies);
  measure('AuditLagSeconds', Math.floor((now.getTime() - Date.parse(position.until)) / 1_000));
}
