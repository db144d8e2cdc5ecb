import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventClock } from '../../../bench/scale/event-clock.ts';
import type { FlowSettings } from '../../../bench/scale/flow-settings.ts';
import { simulatedLocalLoads } from '../../../bench/scale/scale-cases.ts';
import { localTable, SCALE_MARK } from '../../../bench/scale/scale-document.ts';
import { scalePage } from '../../../bench/scale/scale-page.ts';
import { recordOf, simulateFlow } from '../../../bench/scale/simulate-flow.ts';
import { awsSettings } from '../../../bench/scale/simulated-stages.ts';

const nothing = { first: 0, each: 0, wait: 0 };
/** Evenly spaced orders through stages that take no time, each with one lane that is looked at at once. */
const settings = (own: Partial<FlowSettings> = {}): FlowSettings => ({
  ...{ ordersPerSecond: 10, seconds: 60, arrivals: 'even', seed: 1, cores: undefined, atOnce: 100, seenMs: 0 },
  lanes: recordOf(() => 1),
  pollMs: recordOf(() => 0),
  api: nothing,
  work: recordOf(() => nothing),
  gateway: { ...nothing, chargesPerSecond: Number.POSITIVE_INFINITY },
  ...own,
});

describe('simulated time', () => {
  it('lets happen what is due in its order, and what is due at once as it was asked for', () => {
    const clock = eventClock();
    const seen: string[] = [];
    for (const [delay, name] of [
      [5, 'c'],
      [1, 'a'],
      [9, 'not yet'],
      [5, 'd'],
      [2, 'b'],
    ] as const)
      clock.after(delay, () => seen.push(`${name} at ${clock.now()}`));

    clock.runUntil(8);

    expect(seen).toEqual(['a at 1', 'b at 2', 'c at 5', 'd at 5']);
    expect(clock.now()).toBe(8);
  });
});

describe('simulate the flow', () => {
  it('adds up what an order takes on its way', () => {
    const work = recordOf(() => ({ first: 1, each: 2, wait: 4 }));
    const gateway = { ...nothing, wait: 20, chargesPerSecond: 1_000 };

    const { throughput, p50, p99, saturated } = simulateFlow(
      settings({ api: { ...nothing, wait: 10 }, work, gateway, pollMs: recordOf(() => 0) }),
    );

    expect(throughput).toBeCloseTo(10, 9);
    expect([p50, p99].map(Math.round)).toEqual([10 + 4 * 7 + 20, 10 + 4 * 7 + 20]);
    expect(saturated).toBeUndefined();
  });

  it('is the same for the same seed, and another for another', () => {
    const random = settings({ arrivals: 'random', pollMs: recordOf(() => 100) });

    expect(simulateFlow(random)).toEqual(simulateFlow(random));
    expect(simulateFlow(random).p50).not.toBe(simulateFlow({ ...random, seed: 2 }).p50);
  });

  it('has as many orders waiting at the slowest stage as it can not do, and does the rest', () => {
    const work = { ...recordOf(() => nothing), 'payment-processor': { ...nothing, each: 125 } };

    const run = simulateFlow(settings({ work }));

    expect(run).toMatchObject({ saturated: 'payment-processor', load: { 'payment-processor': 1.25 } });
    expect(run.throughput).toBeCloseTo(8, 0);
  });

  it('takes no more charges than the gateway does', () => {
    const run = simulateFlow(settings({ gateway: { ...nothing, chargesPerSecond: 4 } }));

    expect(run.throughput).toBeCloseTo(4, 0);
    expect(run.saturated).toBe('payment-processor');
  });

  it('shares the cores of one machine among all stages', () => {
    const work = recordOf(() => ({ ...nothing, each: 50 }));

    const { machine, throughput } = simulateFlow(settings({ cores: 1, work, ordersPerSecond: 4 }));
    const full = simulateFlow(settings({ cores: 1, work, ordersPerSecond: 6 }));

    expect(machine).toBeCloseTo(4 * 4 * 0.05, 1);
    expect(throughput).toBeCloseTo(4, 0);
    expect(full.machine).toBeCloseTo(1, 1);
    expect(full.throughput).toBeLessThan(5.5);
  });

  it('finds the limit of stage prod where the cost model has it', () => {
    const at = (ordersPerSecond: number) => simulateFlow({ ...awsSettings({ ordersPerSecond }), seconds: 60 });

    expect(at(120).saturated).toBeUndefined();
    expect(at(180).saturated).toBe('payment-processor');
    expect(at(180).throughput).toBeGreaterThan(130);
    expect(at(180).throughput).toBeLessThan(150);
  });
});

describe('docs/scale.md', () => {
  const local = simulatedLocalLoads();

  it('has what the simulation says of one machine (else: npm run bench -- scale --write)', () => {
    const [, written] = readFileSync('docs/scale.md', 'utf8').split(SCALE_MARK);

    expect(written).toContain(localTable(local));
  });

  it('reproduces throughput, p50 and p99 of one machine within a fifth where it has room', () => {
    const withRoom = local.filter(({ load, run }) => load.ordersPerSecond === 0 || (run.machine ?? 1) < 0.9);
    const differences = withRoom.flatMap(({ load, run }) =>
      (['p50', 'p99', 'throughput'] as const).flatMap((name) => {
        const measured = load[name];
        return measured === undefined ? [] : [Math.abs(run[name] / measured - 1)];
      }),
    );

    expect(differences).toHaveLength(6);
    expect(Math.max(...differences)).toBeLessThan(0.205);
  });

  it('has a page that asks the network for nothing', () => {
    const page = scalePage({ local, prod: [], changed: [] });

    expect(page).toContain('<svg');
    expect(page).not.toMatch(/<script|<link|src=|https?:/);
  });
});
