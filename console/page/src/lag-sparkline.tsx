import { formatCount } from './console-format.ts';
import { sparklinePoints } from './sparkline-points.ts';

const WIDTH = 150;
const HEIGHT = 22;

/** The lag of the last 15 minutes; its highest is written beside it, which is the scale. */
export function LagSparkline({ history }: { readonly history: readonly number[] }) {
  if (history.length < 2) return <span class="muted">not known yet</span>;
  const highest = Math.max(...history);
  const label = `Lag of the last 15 minutes: at most ${highest}, at last ${history.at(-1)}`;
  return (
    <span class="sparkline">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
        <title>{label}</title>
        <line x1="0" x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} class="sparkline-base" />
        <polyline points={sparklinePoints(history, { width: WIDTH, height: HEIGHT })} class="sparkline-line" />
      </svg>
      <span class="muted">≤ {formatCount(highest)}</span>
    </span>
  );
}
