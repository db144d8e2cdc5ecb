import { escaped, STYLE } from '../harness/bench-page.ts';
import { SOURCES } from './flow-settings.ts';
import type { PredictedRate, ScaleReport } from './scale-cases.ts';
import { busiest } from './scale-document.ts';

/** One page that needs no network: what the simulation says of one machine, of stage prod, and of more partitions. */
export const scalePage = ({ local, prod, changed }: ScaleReport): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>chargeonce: scale</title>
<style>${STYLE}
.late { stroke: var(--missed); } .line { fill: none; stroke-width: 2; } .usual { stroke: var(--dot); } .diagonal { stroke: var(--line); } .full { fill: var(--missed); }
</style>
<h1>A simulation of the queues</h1>
<p>What it leaves out, and its tables: docs/scale.md. The same numbers each time: <code>npm run bench -- scale</code>.</p>
<h2>On one machine: measured and simulated</h2>
<p>POST to PAID, p50 and p99: simulated, upwards, over measured. On the line the two are the same.</p>
${agreementPlot(local)}
<h2>Stage prod as it is: POST to PAID</h2>
<p>p50 is the lower line, p99 <span class="missed">the upper one</span>, over the rate. From where a queue grows there is no more to show.</p>
${latencyPlot(prod)}
<h2>How much of each stage is used</h2>
<p>With full batches. Beyond 100 % its queue grows.</p>
${changed.map(loadPlot).join('\n')}
</html>
`;

const [WIDTH, HEIGHT, MARGIN] = [640, 280, 56];

type Point = readonly [x: number, y: number];
interface Axes {
  /** For those who can't see the plot. */
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly unit: Readonly<Record<'x' | 'y', string>>;
}

/** A plot on logarithmic axes, which begin and end with their first and last ticks. */
function plot({ label, x, y, unit }: Axes, inside: (place: (point: Point) => Point) => string): string {
  const scale = (ticks: readonly number[], value: number) => {
    const [low = 1, high = 1] = [ticks[0], ticks.at(-1)];
    return Math.log(value / low) / Math.log(high / low);
  };
  const place = ([valueX, valueY]: Point): Point => [
    MARGIN + scale(x, valueX) * (WIDTH - 2 * MARGIN),
    HEIGHT - MARGIN - scale(y, valueY) * (HEIGHT - 2 * MARGIN),
  ];
  const left = x[0] ?? 1;
  const low = y[0] ?? 1;
  const ticksX = x.map((tick) => textAt(place([tick, low]), [0, 16, 'middle'], `${tick} ${unit.x}`));
  const ticksY = y.map((tick) => textAt(place([left, tick]), [-6, 4, 'end'], `${tick} ${unit.y}`));
  const lines = y.map((tick) => lineOf('axis', [place([left, tick]), place([x.at(-1) ?? 1, tick])]));
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" role="img" aria-label="${label}">${[...lines, ...ticksX, ...ticksY, inside(place)].join('')}</svg>`;
}

const textAt = ([x, y]: Point, [dx, dy, anchor]: readonly [number, number, string], text: string) =>
  `<text x="${(x + dx).toFixed(1)}" y="${(y + dy).toFixed(1)}" text-anchor="${anchor}">${escaped(text)}</text>`;

const lineOf = (kind: string, points: readonly Point[]) =>
  `<polyline class="line ${kind}" points="${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}"/>`;

function agreementPlot(local: ScaleReport['local']): string {
  const ticks = [100, 200, 500, 1_000, 2_000];
  const points = local.flatMap(({ load, run }) => [
    ...(load.p50 ? [[load.p50, run.p50, `${load.name}, p50`] as const] : []),
    ...(load.p99 ? [[load.p99, run.p99, `${load.name}, p99`] as const] : []),
  ]);
  const label = 'Times of orders, simulated over measured';
  return plot({ label, x: ticks, y: ticks, unit: { x: 'ms', y: 'ms' } }, (place) => {
    const dots = points.map(([measured, simulated, name]) => {
      const [x, y] = place([measured, simulated]);
      return `<circle class="dot" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4"><title>${escaped(`${name}: ${measured} ms measured, ${Math.round(simulated)} ms simulated`)}</title></circle>`;
    });
    return [lineOf('diagonal', [place([100, 100]), place([2_000, 2_000])]), ...dots].join('');
  });
}

function latencyPlot(prod: readonly PredictedRate[]): string {
  const steady = prod.filter(({ run }) => run.saturated === undefined);
  const curve = (kind: string, of: (rate: PredictedRate) => number, place: (point: Point) => Point) =>
    lineOf(
      kind,
      steady.map((rate) => place([rate.ordersPerSecond, of(rate) / 1_000])),
    );
  const label = 'Times of orders by their rate, medians and 99th percentiles';
  return plot({ label, x: [1, 10, 50, 100, 200], y: [1, 2, 5, 10, 20, 50], unit: { x: '/s', y: 's' } }, (place) =>
    [curve('usual', ({ run }) => run.p50, place), curve('late', ({ run }) => run.p99, place)].join(''),
  );
}

function loadPlot({ ordersPerSecond, partitions, chargesPerSecond, run }: PredictedRate): string {
  const what = [
    `${ordersPerSecond.toLocaleString('en-US')} orders a second`,
    partitions ? `${partitions.placed} and ${partitions.decided} partitions` : '6 partitions',
    ...(chargesPerSecond ? [`a gateway that takes ${chargesPerSecond} charges a second`] : []),
  ].join(', ');
  const bars = SOURCES.map((name, row) => {
    const load = run.load?.[name] ?? 0;
    const y = 8 + row * 22;
    const bar = `<rect class="${load > 0.95 ? 'full' : 'dot'}" x="150" y="${y}" width="${(Math.min(load, 1.3) * 360).toFixed(1)}" height="14"/>`;
    return `${textAt([144, y + 11], [0, 0, 'end'], name)}${bar}${textAt([156 + Math.min(load, 1.3) * 360, y + 11], [0, 0, 'start'], `${Math.round(load * 100)} %`)}`;
  });
  return `<h3>${escaped(what)}</h3><p class="machine">${escaped(`${busiest(run)}; p50 ${Math.round(run.p50)} ms, p99 ${Math.round(run.p99)} ms`)}</p><svg width="${WIDTH}" height="100" role="img" aria-label="${escaped(`load by stage: ${what}`)}">${bars.join('')}</svg>`;
}
