import { writeFileSync } from 'node:fs';
import { renewBetween } from '../../cli/renew-document.ts';
import { benchPage } from './bench-page.ts';
import {
  type BenchReport,
  measuredWhere,
  nameOfComparison,
  quantity,
  type Row,
  ratioText,
  readReport,
  rowsOf,
  twoDigits,
} from './bench-report.ts';
import type { Figure } from './figure.ts';

const REPORT = 'docs/reports/bench.json';
const PAGE = 'docs/reports/bench.html';
const DOCUMENT = 'docs/performance.md';
export const KEPT = `${REPORT}, ${PAGE} and what ${DOCUMENT} says of them`;

/** Puts what was measured where it is kept; figures that were not measured stay as they were there. */
export function renewPerformance(figures: readonly Figure[], measured: BenchReport) {
  const report = { figures: { ...readReport(REPORT).figures, ...measured.figures } };
  writeFileSync(REPORT, `${JSON.stringify(report)}\n`);
  writeFileSync(PAGE, benchPage(figures, report));
  renewBetween({ file: DOCUMENT, mark: BENCH_MARK, text: performanceText(figures, report) });
}

/** Around what is measured in docs/performance.md. */
export const BENCH_MARK = '<!-- npm run bench -- --write -->';

/** What docs/performance.md says of the figures: their table, and each with its command and where it was measured. */
export const performanceText = (figures: readonly Figure[], report: BenchReport): string =>
  [
    performanceTable(figures, report),
    '',
    ...figures.map(
      ({ name, about }) => `- \`npm run bench -- ${name}\`: ${about} ${measuredWhere(report.figures[name])}`,
    ),
  ].join('\n');

/** A line for each comparison. */
export const performanceTable = (figures: readonly Figure[], report: BenchReport): string =>
  [
    '| figure | case | ours | peer | ratio (quartiles) | ours / ours | goal | |',
    '|---|---|---|---|---|---|---|---|',
    ...figures.flatMap((figure) => rowsOf(figure, report).map((row) => `| ${cellsOf(figure, row).join(' | ')} |`)),
  ].join('\n');

function cellsOf({ name }: Figure, { comparison, compared, verdict }: Row) {
  const { ours, peer, atMost } = comparison;
  const subject = [`\`${name}\``, nameOfComparison(comparison)];
  const goal = `≤ ${twoDigits(atMost)}`;
  if (compared === undefined) return [...subject, ours, peer, '', '', goal, verdict];
  const { median, quartiles, min, max } = compared.spread;
  return [
    ...subject,
    `${ours}: ${quantity(comparison, compared.ours)}`,
    `${peer}: ${quantity(comparison, compared.peer)}`,
    min < max ? `${ratioText(median)} (${quartiles.map(ratioText).join('–')})` : ratioText(median),
    compared.control ? ratioText(compared.control.median) : '',
    ...[goal, verdict],
  ];
}
