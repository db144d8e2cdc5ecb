import { describe, expect, it } from 'vitest';
import { auditLog } from '../../../functions/auditor/audit-log.ts';
import type { ContinuedAudit } from '../../../functions/auditor/continue-audit.ts';
import type { Discrepancy } from '../../../functions/auditor/discrepancies.ts';
import { AuditOutOfTime } from '../../../functions/auditor/run-audit.ts';
import { publishMetrics } from '../../../functions/platform/telemetry.ts';
import { logsOf } from '../../harness/captured-logs.ts';

const NOW = new Date('2026-01-02T00:05:00Z');
const report = auditLog(() => NOW);

const discrepancy = (number: number): Discrepancy => ({
  ...{
    kind: 'captured-twice',
    orderId: `ord_${number}`,
    expected: '1250 EUR',
    found: 'pi_1 1250 EUR and pi_2 1250 EUR',
  },
  command: `npm run ops -- order ord_${number}`,
});

const anAudit = (differing: Partial<ContinuedAudit> = {}): ContinuedAudit => ({
  ...{ from: '2026-01-01T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z', orders: 5, ofOtherSpans: 0, totals: {} },
  ...{ discrepancies: [], cleared: 0, notLookedAt: 0, left: ['ord_1', 'ord_2'] },
  read: { orders: 5, payments: 5, events: 10, intents: 5, refunds: 0, looks: 0 },
  ...differing,
});

const audited = (audit: ContinuedAudit) => logsOf(async () => report.audited(audit));

describe('what an audit logs', () => {
  it('is one line where everything fits together, with counts and without ids', async () => {
    expect(await audited(anAudit())).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'audited',
        summary: expect.objectContaining({ orders: 5, discrepancies: 0, left: 2 }),
      }),
    ]);
  });

  it('is a line for each discrepancy, and the summary is an error, too', async () => {
    const lines = await audited(anAudit({ discrepancies: [discrepancy(1), discrepancy(2)] }));

    expect(lines).toMatchObject([
      { level: 'ERROR', message: 'does not fit together', ...discrepancy(1) },
      { level: 'ERROR', message: 'does not fit together', ...discrepancy(2) },
      { level: 'ERROR', message: 'audited', summary: { discrepancies: 2 } },
    ]);
  });

  it('is a hundred lines at most, and the number of the others', async () => {
    const lines = await audited(anAudit({ discrepancies: Array.from({ length: 130 }, (_, one) => discrepancy(one)) }));

    expect(lines).toHaveLength(102);
    expect(lines[100]).toMatchObject({ level: 'ERROR', message: 'more does not fit together', unlisted: 30 });
  });

  it('is an error where nobody had the time to look, or the position was not saved', async () => {
    expect(await audited(anAudit({ notLookedAt: 1 }))).toMatchObject([{ level: 'ERROR', message: 'audited' }]);
    expect(await audited(anAudit({ notSaved: 'another audit was saved meanwhile' }))).toMatchObject([
      {
        level: 'ERROR',
        message: 'the position of the audit was not saved',
        reason: 'another audit was saved meanwhile',
      },
      { message: 'audited' },
    ]);
  });

  it('says how much was too much for a run', async () => {
    const error = new AuditOutOfTime('not read');

    expect(await logsOf(async () => report.outOfTime(error, { step: 43_200_000, isUnderWay: false }))).toMatchObject([
      { level: 'WARN', message: 'audit out of time, the next run tries less', hours: 12 },
    ]);
  });
});

describe('what each run measures', () => {
  const measured = (...standing: Parameters<typeof report.standing>) =>
    logsOf(async () => {
      report.standing(...standing);
      publishMetrics();
    });

  it('is what was found last and how long ago, also where it audited nothing', async () => {
    const position = { until: '2026-01-02T00:00:00.000Z', left: [], discrepancies: 3 };

    expect(await measured(position, { audits: 0, orders: 0, complete: true })).toMatchObject([
      { AuditDiscrepancies: 3, AuditLagSeconds: 300, OrdersAudited: 0, AuditRunsCutShort: 0 },
    ]);
  });

  it('counts a run that was cut short, and says nothing of books that nobody knows', async () => {
    const [line] = await measured(undefined, { audits: 1, orders: 7, complete: false });

    expect(line).toMatchObject({ OrdersAudited: 7, AuditRunsCutShort: 1 });
    expect(line).not.toHaveProperty('AuditDiscrepancies');
    expect(line).not.toHaveProperty('AuditLagSeconds');
  });
});
