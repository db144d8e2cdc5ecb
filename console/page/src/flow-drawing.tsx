import { useEffect, useRef, useState } from 'preact/hooks';
import { drawMoves } from './flow-dots.ts';
import { FlowLabels, FlowLines } from './flow-edges.tsx';
import { FLOW_LAYOUTS } from './flow-layouts.ts';
import { FlowStations } from './flow-stations.tsx';

/** Below this width the texts of the wide arrangement cannot be read. */
const NARROW = '(width < 1000px)';

/** The flow as it is at the moment; every station and figure leads to its evidence. */
export function FlowDrawing() {
  const layout = FLOW_LAYOUTS[useNarrow() ? 1 : 0];
  const dots = useRef<SVGGElement>(null);
  useEffect(() => (dots.current === null ? undefined : drawMoves(dots.current, layout)), [layout]);
  return (
    <section class="card flow-card" aria-label="The flow">
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: it would be the tooltip of everything; the section has the name. */}
      <svg class={`flow-drawing flow-${layout.name}`} viewBox={`0 0 ${layout.width} ${layout.height}`}>
        <FlowLines layout={layout} />
        <g ref={dots} />
        <FlowStations layout={layout} />
        <FlowLabels layout={layout} />
      </svg>
      <Legend />
    </section>
  );
}

function Legend() {
  return (
    <p class="flow-legend muted">
      <span>
        <Mark kind="flow-dot" path="M3 8a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z" /> an order
      </span>
      <span>
        <Mark kind="flow-copy" path="M8 2L14 8L8 14L2 8Z" /> a copy, ends at the dedup table
      </span>
      <span>
        <Mark kind="flow-line flow-down" path="M0 8H16" /> down
      </span>
      <span>
        <Mark kind="flow-line flow-paused" path="M0 8H16" /> paused
      </span>
      <span>at an edge: its rate over 5 s, and the p99 of the time from placing to there, over a minute</span>
      <span>in a topic: the lag of each partition</span>
    </p>
  );
}

function Mark({ kind, path }: { readonly kind: string; readonly path: string }) {
  return (
    <svg class="flow-mark" viewBox="0 0 16 16" aria-hidden="true">
      <g class={kind}>
        <path d={path} />
      </g>
    </svg>
  );
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const follow = () => setNarrow(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return narrow;
}
