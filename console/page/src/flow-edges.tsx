import { EDGES, type EdgeId } from '../../contract/live-events.ts';
import { formatRate } from './console-format.ts';
import { frame } from './console-store.ts';
import { arrowAt, type FlowLayout, pathOf } from './flow-geometry.ts';
import { briefDuration, EDGE_WORDS, spokenEdge } from './flow-words.ts';

interface EdgeProps {
  readonly id: EdgeId;
  readonly layout: FlowLayout;
}

/** The lines of the flow, under the stations. */
export function FlowLines({ layout }: { readonly layout: FlowLayout }) {
  return (
    <g>
      {layout.quiet.map((line) => (
        <g key={pathOf(line)} class="flow-line">
          <path d={pathOf(line)} />
          <path class="flow-arrow" d={arrowAt(line, 9)} />
        </g>
      ))}
      {EDGES.map((id) => (
        <Line key={id} id={id} layout={layout} />
      ))}
    </g>
  );
}

function Line({ id, layout }: EdgeProps) {
  return (
    <g class={`flow-line ${stateOf(id)}`}>
      <path d={pathOf(layout.edges[id])} />
      <path class="flow-arrow" d={arrowAt(layout.edges[id], 9)} />
    </g>
  );
}

/** An edge is as its worst end. */
function stateOf(id: EdgeId): string {
  const at = frame.value;
  if (at === null) return '';
  const states = EDGE_WORDS[id].ends.map((node) => at.nodes[node].state);
  if (states.includes('down')) return 'flow-down';
  if (states.includes('paused')) return 'flow-paused';
  return at.edges[id].perSecond > 0 ? 'flow-active' : '';
}

/** The figures of the edges, over everything else. */
export function FlowLabels({ layout }: { readonly layout: FlowLayout }) {
  return (
    <g>
      {EDGES.map((id) => (
        <EdgeLabel key={id} id={id} layout={layout} />
      ))}
    </g>
  );
}

/** Above and below a line that lies, beside one that stands. */
function EdgeLabel({ id, layout }: EdgeProps) {
  const figures = frame.value?.edges[id];
  if (figures === undefined) return null;
  const { x, y, anchor } = layout.labels[id];
  const [above, below] = anchor === 'middle' ? [y - 8, y + 18] : [y - 3, y + 13];
  return (
    <a href={EDGE_WORDS[id].href} class="flow-label">
      <title>{spokenEdge(id, figures)}</title>
      <text x={x} y={above} text-anchor={anchor} class="flow-rate">
        {`${formatRate(figures.perSecond)} `}
      </text>
      {figures.p99 !== null && (
        <text x={x} y={below} text-anchor={anchor}>
          {briefDuration(figures.p99)}
        </text>
      )}
    </a>
  );
}
