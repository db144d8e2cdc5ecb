import uPlot from 'uplot';
import { formatClock } from './console-format.ts';
import type { PlotColumns, PlotKind } from './plot-series.ts';
import { WINDOW_MS } from './sample-window.ts';

const HEIGHT = 132;
/** A plot is at least so long, however few its samples. */
const SHORTEST_S = 60;

interface PlotPlace {
  readonly box: HTMLElement;
  readonly data: PlotColumns;
  /** The sample under the cursor, of this plot or of another: they share it. */
  readonly onCursor: (index: number | null) => void;
}

/** Draws a plot into its box. */
export function drawPlot(kind: PlotKind, { box, data, onCursor }: PlotPlace): uPlot {
  const colour = (token: string) => () => colourOf(box, token);
  const axis = { stroke: colour('muted'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false } };
  return new uPlot(
    {
      width: box.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      padding: [8, 26, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'console' }, points: { size: 7 } },
      scales: {
        x: { time: true, range: (_, low, high) => spanOf(low, high) },
        y: { range: { min: FROM_ZERO, max: ROOM } },
      },
      axes: [
        { ...axis, size: 26, values: (_, splits) => splits.map((at) => formatClock(at * 1_000)), space: 80 },
        { ...axis, size: 54, values: (_, splits) => splits.map((value) => kind.format(value)), space: 28 },
      ],
      series: [
        {},
        ...kind.series.map(({ label, token, isDashed }) => ({
          label,
          stroke: colour(token),
          width: 2,
          points: { show: false },
          ...(isDashed === true && { dash: [6, 3] }),
        })),
      ],
      hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx ?? null)] },
    },
    data,
    box,
  );
}

const FROM_ZERO = { hard: 0, soft: 0, mode: 1 } as const;
const ROOM = { pad: 0.1, soft: 1, mode: 1 } as const;

function spanOf(low: number | null, high: number | null): [number, number] {
  const end = high ?? Date.now() / 1_000;
  return [Math.min(Math.max(low ?? end, end - WINDOW_MS / 1_000), end - SHORTEST_S), end];
}

/** A canvas does not know the tokens of the page. */
export function colourOf(box: HTMLElement, token: string): string {
  const probe = box.appendChild(document.createElement('i'));
  probe.className = `plot-${token}`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
