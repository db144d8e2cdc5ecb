import {
  type BenchReport,
  measuredWhere,
  nameOfComparison,
  quantity,
  type Row,
  ratioText,
  rowsOf,
  twoDigits,
} from './bench-report.ts';
import type { Compared, Figure } from './figure.ts';

/** One page that needs no network: of each figure a table, and the ratios of its rounds as plots. */
export function benchPage(figures: readonly Figure[], report: BenchReport): string {
  const sections = figures.map((figure) => sectionOf(figure, report));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>chargeonce: performance</title>
<style>${STYLE}</style>
<h1>Performance against what is usually used</h1>
<p>A ratio is ours divided by the peer's, taken in each round: below 1, ours takes less. The bar is the interval of the
quartiles, the line in it the median, the dashed line the goal. <i>Ours / ours</i> is the same program measured twice in
each round: what it differs from 1 is noise. Where there is no peer to run, the number that is wanted stands for it.</p>
${sections.join('\n')}
</html>
`;
}

/** Of pages that stand by themselves, in both themes. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5b6675; --line: #d9dee6; --page: #fff; --met: #11754a; --missed: #b3261e; --bar: #2f6fd633; --dot: #2f6fd6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b6; --line: #343d4a; --page: #12161c; --met: #5ad19a; --missed: #ff8a80; --bar: #7fb0ff40; --dot: #7fb0ff; } }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h2 { margin-top: 2.5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th, td { border-bottom: 1px solid var(--line); padding: 0.4rem 0.6rem; text-align: left; vertical-align: middle; }
td:nth-child(n + 4) { white-space: nowrap; }
.met { color: var(--met); } .missed { color: var(--missed); } .not, .machine { color: var(--soft); }
svg { display: block; } svg text { fill: var(--soft); font-size: 10px; }
.axis { stroke: var(--line); } .goal { stroke: var(--soft); stroke-dasharray: 3 3; } .bar { fill: var(--bar); } .median { stroke: var(--dot); stroke-width: 2; } .dot { fill: var(--dot); }
`;

function sectionOf(figure: Figure, report: BenchReport): string {
  const heads = ['case', 'ours', 'peer', 'ratio', 'quartiles', 'min – max', 'ours / ours', 'goal', '', 'each round'];
  return `<h2>${figure.name}</h2>
<p>${escaped(figure.about)}</p>
<p class="machine">${escaped(measuredWhere(report.figures[figure.name]))}</p>
<div class="scroll"><table>
<tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>
${rowsOf(figure, report).map(tableRow).join('\n')}
</table></div>`;
}

function tableRow({ comparison, compared, verdict }: Row): string {
  const { ours, peer, atMost } = comparison;
  const cells = compared
    ? [
        `${ours}: ${quantity(comparison, compared.ours)}`,
        `${peer}: ${quantity(comparison, compared.peer)}`,
        ...spreadCells(compared),
        compared.control ? ratioText(compared.control.median) : '',
      ]
    : [ours, peer, '', '', '', ''];
  const texts = [nameOfComparison(comparison), ...cells, `≤ ${twoDigits(atMost)}`];
  const plot = compared && hasSpread(compared) ? plotOf(compared, atMost) : '';
  const columns = texts.map((text) => `<td>${escaped(text)}</td>`).join('');
  return `<tr>${columns}<td class="${verdict.split(' ')[0]}">${escaped(verdict)}</td><td>${plot}</td></tr>`;
}

/** Counts are the same in every round. */
const hasSpread = ({ spread: { min, max } }: Compared) => min < max;

function spreadCells(compared: Compared): string[] {
  const { median, quartiles, min, max } = compared.spread;
  const range = (ends: readonly number[]) => (hasSpread(compared) ? ends.map(ratioText).join(' – ') : '');
  return [ratioText(median), range(quartiles), range([min, max])];
}

const WIDTH = 240;
const HEIGHT = 56;
const MARGIN = 8;

/** The rounds' ratios on an axis from 0, one dot each in the order of the rounds from top to bottom. */
function plotOf({ ratios, spread }: Compared, atMost: number): string {
  const highest = Math.max(1, atMost, spread.max) * 1.05;
  const x = (ratio: number) => (MARGIN + (ratio / highest) * (WIDTH - 2 * MARGIN)).toFixed(1);
  const y = (round: number) => (6 + (round / Math.max(1, ratios.length - 1)) * (HEIGHT - 26)).toFixed(1);
  const vertical = (ratio: number, kind: string) =>
    `<line class="${kind}" x1="${x(ratio)}" x2="${x(ratio)}" y1="2" y2="${HEIGHT - 14}"/>`;
  const [low, high] = spread.quartiles;
  return [
    `<svg width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="median ${spread.median.toFixed(2)}, from ${spread.min.toFixed(2)} to ${spread.max.toFixed(2)}">`,
    `<line class="axis" x1="${x(0)}" x2="${x(highest)}" y1="${HEIGHT - 14}" y2="${HEIGHT - 14}"/>`,
    `<rect class="bar" x="${x(low)}" y="2" width="${(Number(x(high)) - Number(x(low))).toFixed(1)}" height="${HEIGHT - 16}"/>`,
    vertical(1, 'axis'),
    vertical(atMost, 'goal'),
    vertical(spread.median, 'median'),
    ...ratios.map((ratio, round) => `<circle class="dot" cx="${x(ratio)}" cy="${y(round)}" r="2"/>`),
    ...[0, 1].map((tick) => `<text x="${x(tick)}" y="${HEIGHT - 3}" text-anchor="middle">${tick}</text>`),
    '</svg>',
  ].join('');
}

/** Text between tags. */
export const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
