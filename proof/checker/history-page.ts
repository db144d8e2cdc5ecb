import type { PlannedFault } from '../history/history.ts';
import type { CheckedHistory } from './checked-history.ts';
import type { CheckedInvariant } from './invariants.ts';

/** A checked history as a page in Markdown: what ran, its faults, the invariants and the figures. */
export function historyPage(checked: CheckedHistory): string {
  return [
    `# A run of ${checked.system} under faults`,
    '',
    ...introduction(checked),
    '',
    '## Faults',
    '',
    '| fault | planned | fired | seconds active |',
    '|---|---|---|---|',
    ...[...Map.groupBy(checked.faults, ({ kind }) => kind)].map(([kind, own]) => faultRow(kind, own)),
    '',
    '## Invariants',
    '',
    '| | what must hold | |',
    '|---|---|---|',
    ...checked.invariants.map(invariantRow),
    '',
    '## Figures',
    '',
    '| figure | |',
    '|---|---|',
    ...figureRows(checked),
    '',
  ].join('\n');
}

function introduction({ seed, setting, command, minutes, orders, figures }: CheckedHistory): string[] {
  return [
    ...(command === undefined ? [] : [`\`${command}\``, '']),
    `Seed ${seed}, ${number(orders)} orders planned, ${minutes} minutes. ${setting ?? ''}`.trim(),
    '',
    `${number(figures.acceptedOrders)} orders were accepted in ${number(figures.requests)} requests; the topics hold ` +
      `${number(figures.records)} records. The checker reads the history that the run left (\`proof/history/history.ts\`).`,
  ];
}

function faultRow(kind: string, own: readonly PlannedFault[]): string {
  const seconds = own.reduce((sum, { from, until }) => sum + (until - from) / 1_000, 0);
  return `| ${kind} | ${own.length} | ${own.filter(({ fired }) => fired).length} | ${seconds.toFixed(0)} |`;
}

function invariantRow({ id, statement, result, reason, violations }: CheckedInvariant): string {
  const outcome = result === 'violated' ? `violated ${violations.length} times` : result;
  return `| ${id} | ${statement} | ${outcome}${reason === undefined ? '' : `: ${reason}`} |`;
}

function figureRows({ figures }: CheckedHistory): string[] {
  const { settledWithin, settledAfterFaults } = figures;
  const rows: (readonly [string, string])[] = [
    ['lost events', number(figures.lostEvents)],
    ['phantom events', number(figures.phantomEvents)],
    ['duplicate charges', number(figures.duplicateCharges)],
    ['stuck orders', number(figures.stuckOrders)],
    ['records beyond the first of their event', number(figures.copies)],
  ];
  if (settledWithin !== null)
    rows.push(['time to settle, p50 and p99', `${seconds(settledWithin.p50)}, ${seconds(settledWithin.p99)}`]);
  if (settledAfterFaults !== null)
    rows.push([
      'open when the faults ended, p99 from then on',
      `${settledAfterFaults.orders} orders, ${seconds(settledAfterFaults.p99)}`,
    ]);
  return rows.map(([name, value]) => `| ${name} | ${value} |`);
}

const number = (count: number) => count.toLocaleString('en-US');
const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`;
