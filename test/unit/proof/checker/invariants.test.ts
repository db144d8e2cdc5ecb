import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../../../proof/checker/invariants.ts';
import type { RunHistory } from '../../../../proof/history/run-history.ts';
import { aHistory, FAULT_WINDOW } from './a-history.ts';
import { PLANTED_IN_ORDERS } from './planted-in-orders.ts';
import { PLANTED_IN_PROGRESS } from './planted-in-progress.ts';
import { first, noFaults } from './spoilt.ts';

const PLANTED = { ...PLANTED_IN_ORDERS, ...PLANTED_IN_PROGRESS };

const violated = (history: RunHistory) =>
  checkInvariants(history).flatMap(({ id, result }) => (result === 'violated' ? id : []));

describe('a history in which something went wrong', () => {
  it.each(Object.entries(PLANTED).map(([name, [ids, plant]]) => ({ name, ids, plant })))(
    'with $name breaks $ids and no other invariant',
    ({ ids, plant }) => {
      expect(violated(plant())).toEqual(ids);
    },
  );

  it('is planted for every invariant', () => {
    const planted = new Set(Object.values(PLANTED).flatMap(([ids]) => ids));

    expect(checkInvariants(aHistory()).map(({ id }) => id)).toEqual(
      Array.from({ length: 19 }, (_, at) => `I${at + 1}`),
    );
    expect([...planted].toSorted()).toEqual(
      checkInvariants(aHistory())
        .map(({ id }) => id)
        .toSorted(),
    );
  });
});

describe('a clean history', () => {
  it('breaks nothing; every invariant but the one of runs without faults applies', () => {
    const results = checkInvariants(aHistory()).map(({ id, result }) => [id, result]);

    expect(results.filter(([, result]) => result !== 'holds')).toEqual([['I18', 'not applicable']]);
    expect(violated(noFaults(aHistory()))).toEqual([]);
  });

  it('of a system without what it need not have leaves invariants out, and says why', () => {
    const { run, api, orders, topic, ledger } = aHistory();
    const { limits: _, secrets: __, ...poor } = run;

    const checked = checkInvariants({ run: poor, api, orders, topic, ledger });

    const left = checked.filter(({ result }) => result === 'not applicable');
    expect(left.map(({ id }) => id)).toEqual(['I8', 'I9', 'I10', 'I11', 'I12', 'I15', 'I17', 'I18']);
    for (const { reason } of left) expect(reason).toMatch(/\w/);
    expect(checked.filter(({ result }) => result === 'violated')).toEqual([]);
  });

  it('whose optional files are empty leaves the same out', () => {
    const empty = { ...aHistory(), changes: [], payments: [], quarantine: [], commits: [], logs: [] };

    const left = checkInvariants(empty).filter(({ result }) => result === 'not applicable');

    expect(left.map(({ id }) => id)).toEqual(expect.arrayContaining(['I8', 'I9', 'I10', 'I15', 'I17']));
  });

  it('may hold a parked order that settled late, where it had waited as long when the faults ended', () => {
    const { run, orders, ...history } = aHistory();
    const late = orders.map((order) => ({ ...order, parked: true, settledAt: order.placedAt + 45_000 }));

    expect(violated({ ...history, run: { ...run, faultsEndedAt: run.beganAt + 25_000 }, orders: late })).toEqual([]);
    expect(violated({ ...history, run, orders: late })).toEqual(['I11']);
  });

  it('may hold what was accepted in vain: a fault window explains a refusal, a later try accepts it', () => {
    const refused = { ...first('api', 1), at: FAULT_WINDOW.from + 1, status: 503, orderId: null };

    expect(violated({ ...aHistory(), api: [refused, ...aHistory().api] })).toEqual([]);
  });
});
