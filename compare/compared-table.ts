import type { CheckedHistory } from '../proof/checker/checked-history.ts';
import { COMPARED, THIS_SYSTEM } from './compared-systems.ts';

const HEADINGS = [
  'system',
  'orders accepted',
  'lost events',
  'phantom events',
  'duplicate charges',
  'stuck orders',
  'settled within, p50 / p99',
  'faults',
];

/** What each system did, as a table of Markdown. */
export function comparedTable(checked: readonly CheckedHistory[]): string {
  const rows = checked.map(({ system, figures, faults }) => [
    `${system}: ${doesOf(system)}`,
    figures.acceptedOrders,
    figures.lostEvents,
    figures.phantomEvents,
    figures.duplicateCharges,
    figures.stuckOrders,
    figures.settledWithin ? `${seconds(figures.settledWithin.p50)} / ${seconds(figures.settledWithin.p99)} s` : '-',
    `${faults.filter(({ fired }) => fired).length} (${new Set(faults.map(({ kind }) => kind)).size} kinds)`,
  ]);
  return [HEADINGS, HEADINGS.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const doesOf = (name: string) =>
  name === THIS_SYSTEM
    ? 'one conditional write, the stream, a receipt; claim, confirm, settle'
    : (COMPARED.find((one) => one.name === name)?.does ?? '');

const seconds = (millis: number) => (millis / 1_000).toFixed(1);
