import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHistory } from '../../proof/checker/checked-history.ts';
import { historyPage } from '../../proof/checker/history-page.ts';
import { readHistory } from '../../proof/history/read-history.ts';
import type { LayerResult } from '../../proof/layer.ts';
import { runNemesis } from '../../proof/nemesis/run-nemesis.ts';

const ORDERS = 30;
const folder = mkdtempSync(join(tmpdir(), 'chargeonce-nemesis-'));
const reported: string[] = [];
let result: LayerResult;

beforeAll(async () => {
  const { signal } = new AbortController();
  const report = (line: string) => void reported.push(line);
  result = await runNemesis({
    orders: ORDERS,
    seed: 1,
    report,
    signal,
    folder,
    kinds: ['move-leader', 'kill-processor'],
  });
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true }));

// Every kind of fault, and thousands of orders: npm run prove -- nemesis
describe('a short run under faults, on three brokers', () => {
  it('breaks no invariant, and both faults fire', () => {
    expect(result.violations).toEqual([]);
    expect(result).toMatchObject({ layer: 'nemesis', cases: ORDERS, unit: 'orders', faultsInjected: 2 });
    expect(reported.some((line) => line.includes(` of ${ORDERS} orders accepted`))).toBe(true);
  });

  it('leaves a history to which every invariant applies but that of runs without faults', () => {
    const { invariants, figures } = checkHistory(folder);

    expect(invariants.filter(({ result }) => result === 'not applicable').map(({ id }) => id)).toEqual(['I18']);
    expect(figures).toMatchObject({ lostEvents: 0, phantomEvents: 0, duplicateCharges: 0, stuckOrders: 0 });
    expect(readHistory(folder).topic.filter(({ type }) => type === 'unreadable')).toHaveLength(5);
  });

  it('can be shown as a page', () => {
    const page = historyPage(checkHistory(folder));

    expect(page).toMatch(/^\| move-leader \| 1 \| 1 \| \d+ \|$/m);
    expect(page).toMatch(/^\| I3 \| at most one captured charge .* \| holds \|$/m);
    expect(page).toContain(`\`npm run prove -- nemesis --orders ${ORDERS} --seed 1\``);
  });
});
