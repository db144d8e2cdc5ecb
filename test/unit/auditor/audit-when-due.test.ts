import { describe, expect, it } from 'vitest';
import { AuditOutOfTime } from '../../../functions/auditor/run-audit.ts';
import { anAuditor, auditedUpTo, BEGUN, DAY, GRACE, HOUR, iso } from './audits-under-test.ts';

describe('auditing when it is due', () => {
  it('audits a day after the last audit, also where the schedule is a little early', async () => {
    const auditor = anAuditor({ position: auditedUpTo(23.6, ['ord_1']) });

    expect(await auditor.run()).toEqual({ audits: 1, orders: 1, complete: true });

    const span = { from: BEGUN - 23.6 * HOUR, until: BEGUN - GRACE };
    expect(auditor.runs).toMatchObject([{ span, left: ['ord_1'] }]);
    expect(auditor.position()).toMatchObject({ until: iso(BEGUN - GRACE) });
  });

  it('does nothing in the hours between, but says how the books stand', async () => {
    const position = { ...auditedUpTo(23), discrepancies: 3 };
    const auditor = anAuditor({ position });

    expect(await auditor.run()).toEqual({ audits: 0, orders: 0, complete: true });

    expect(auditor.runs).toEqual([]);
    expect(auditor.standings).toEqual([[position, { audits: 0, orders: 0, complete: true }]]);
  });

  it('audits as soon as there is as much as a run can do, where a day is too much', async () => {
    const pace = { step: 3 * HOUR, isUnderWay: false };
    const [early, due] = [2.9, 3.1].map((ago) => anAuditor({ position: auditedUpTo(ago), pace, takes: 300_000 }));

    expect(await early?.run()).toMatchObject({ audits: 0, complete: true });
    expect(await due?.run()).toMatchObject({ audits: 1, complete: true });

    expect(due?.runs).toMatchObject([{ span: { from: BEGUN - 3.1 * HOUR, until: BEGUN - 0.1 * HOUR } }]);
  });

  it('audits early for who asks for it, once', async () => {
    const auditor = anAuditor({ position: auditedUpTo(1) });

    expect(await auditor.run({ early: true })).toMatchObject({ audits: 1, complete: true });

    expect(auditor.runs).toMatchObject([{ span: { from: BEGUN - HOUR, until: BEGUN - GRACE } }]);
  });

  it('begins a new stage with the last day, and saves where it begins before it audits', async () => {
    const failing = anAuditor({ fails: () => new Error('the gateway is down') });
    const auditor = anAuditor({});

    await auditor.run();
    await expect(failing.run()).rejects.toThrow('the gateway is down');

    expect(auditor.runs).toMatchObject([{ span: { from: BEGUN - GRACE - DAY, until: BEGUN - GRACE } }]);
    expect(failing.standings).toMatchObject([[{ until: iso(BEGUN - GRACE - DAY) }, { complete: false }]]);
  });

  it('goes on day by day where it is behind', async () => {
    const auditor = anAuditor({ position: auditedUpTo(72) });

    expect(await auditor.run()).toMatchObject({ audits: 3, complete: true });

    expect(auditor.runs.map(({ span }) => iso(span.from))).toEqual([72, 48, 24].map((ago) => iso(BEGUN - ago * HOUR)));
  });

  it('begins none that the time is too short for, and the next run goes on from there', async () => {
    const auditor = anAuditor({ position: auditedUpTo(96), takes: 300_000 });

    expect(await auditor.run()).toMatchObject({ audits: 2, complete: false });
    expect(await auditor.run()).toMatchObject({ audits: 2, complete: true });

    expect(auditor.runs.map(({ span }) => iso(span.from))).toEqual(
      [96, 72, 48, 24].map((ago) => iso(BEGUN - ago * HOUR)),
    );
  });

  it('gives each audit what is left: most of it to read, all of it to look at orders', async () => {
    const auditor = anAuditor({ position: auditedUpTo(48), takes: 100_000 });

    await auditor.run({ within: 500_000 });

    const lookUntil = BEGUN + 500_000;
    expect(auditor.runs.map(({ time }) => time)).toEqual([
      { readUntil: BEGUN + 350_000, lookUntil },
      { readUntil: BEGUN + 100_000 + 280_000, lookUntil },
    ]);
  });

  it('counts what was not looked at as what does not fit together', async () => {
    const discrepancies = [{ kind: 'captured-twice', orderId: 'ord_1', expected: '', found: '', command: '' } as const];
    const auditor = anAuditor({ position: auditedUpTo(24), found: { discrepancies, notLookedAt: 2 } });

    await auditor.run();

    expect(auditor.position()).toMatchObject({ discrepancies: 3 });
    expect(auditor.reported).toMatchObject([{ notLookedAt: 2 }]);
  });

  it('ends where another audit was saved meanwhile, rather than audit the same again', async () => {
    const auditor = anAuditor({ position: auditedUpTo(48), isSaved: false });

    expect(await auditor.run()).toEqual({ audits: 1, orders: 1, complete: false });

    expect(auditor.reported).toMatchObject([{ notSaved: 'another audit was saved meanwhile' }]);
    expect(auditor.pace()).toMatchObject({ isUnderWay: false });
  });
});

const HALF_A_DAY = DAY / 2;

describe('auditing a day that is too much for one run', () => {
  const tooMuch = (most: number) => ({
    fails: ({ span }: { readonly span: { readonly from: number; readonly until: number } }) =>
      span.until - span.from > most ? new AuditOutOfTime('not read') : undefined,
  });

  it('saves nothing where the time is over, and the next run audits half of it, and then the other', async () => {
    const auditor = anAuditor({ position: auditedUpTo(24), takes: 300_000, ...tooMuch(HALF_A_DAY) });

    expect(await auditor.run()).toEqual({ audits: 0, orders: 0, complete: false });
    expect(auditor.outOfTime).toEqual([{ step: DAY, isUnderWay: false }]);
    expect(auditor.position()).toEqual(auditedUpTo(24));

    expect(await auditor.run()).toMatchObject({ audits: 2, complete: true });
    expect(auditor.runs.map(({ span }) => iso(span.from))).toEqual([24, 24, 12].map((ago) => iso(BEGUN - ago * HOUR)));
    expect(auditor.pace()).toEqual({ step: HALF_A_DAY, isUnderWay: false });
  });

  it('says before each audit that it is under way: who finds that so audits half as much', async () => {
    const auditor = anAuditor({
      ...{ position: auditedUpTo(24), takes: 300_000 },
      pace: { step: HALF_A_DAY, isUnderWay: true },
    });

    await auditor.run();

    expect(auditor.begun[0]).toEqual({ step: HALF_A_DAY / 2, isUnderWay: true });
    expect(auditor.runs[0]).toMatchObject({ span: { from: BEGUN - DAY, until: BEGUN - DAY + HALF_A_DAY / 2 } });
    expect(auditor.pace()).toEqual({ step: HALF_A_DAY / 2, isUnderWay: false });
  });

  it('audits a quarter of an hour at least, and a day at most', async () => {
    const least = anAuditor({ position: auditedUpTo(24), pace: { step: 1_000_000, isUnderWay: true }, takes: 700_000 });
    const most = anAuditor({ position: auditedUpTo(24), pace: { step: DAY, isUnderWay: false } });

    await least.run();
    await most.run();

    expect(least.pace()).toEqual({ step: 900_000, isUnderWay: false });
    expect(most.pace()).toEqual({ step: DAY, isUnderWay: false });
  });

  it('audits twice as much once it is fast again', async () => {
    const auditor = anAuditor({ position: auditedUpTo(6), pace: { step: HALF_A_DAY / 2, isUnderWay: false } });

    await auditor.run();

    expect(auditor.pace()).toEqual({ step: HALF_A_DAY, isUnderWay: false });
  });

  it('tries as much again where a source could not be read', async () => {
    const auditor = anAuditor({ position: auditedUpTo(24), fails: () => new Error('throttled') });

    await expect(auditor.run()).rejects.toThrow('throttled');

    expect(auditor.pace()).toEqual({ step: DAY, isUnderWay: false });
    expect(auditor.standings).toEqual([[auditedUpTo(24), { audits: 0, orders: 0, complete: false }]]);
  });
});
