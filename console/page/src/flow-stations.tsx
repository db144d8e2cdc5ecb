import { type LagView, NODES, type NodeFigures, type NodeId } from '../../contract/live-events.ts';
import { formatCount } from './console-format.ts';
import { frame, live } from './console-store.ts';
import type { FlowLayout } from './flow-geometry.ts';
import { STATIONS, stationFigure, stationTroubles } from './flow-words.ts';

interface StationProps {
  readonly id: NodeId;
  readonly layout: FlowLayout;
}

export function FlowStations({ layout }: { readonly layout: FlowLayout }) {
  const { client } = layout;
  return (
    <g>
      <g class="flow-client">
        <rect x={client.x - 28} y={client.y - 13} width="56" height="26" rx="13" />
        <text x={client.x} y={client.y + 4} text-anchor="middle">
          client
        </text>
      </g>
      {NODES.map((id) => (
        <Station key={id} id={id} layout={layout} />
      ))}
    </g>
  );
}

function Station({ id, layout: { nodes, box } }: StationProps) {
  const figures = frame.value?.nodes[id];
  const lag = lagOf(id);
  const [x, y] = [nodes[id].x - box.width / 2, nodes[id].y - box.height / 2];
  return (
    <g transform={`translate(${x} ${y})`}>
      <a
        href={lag === undefined ? STATIONS[id].href : topicHash(lag.topic)}
        class={`flow-station flow-${figures?.state ?? 'up'}`}
      >
        <rect class="flow-box" width={box.width} height={box.height} rx="9" />
        <text x="10" y="21" class="flow-name">
          {`${id} `}
        </text>
        <text x="10" y="37" class="flow-kind">
          {`${STATIONS[id].kind} `}
        </text>
        {figures && <StationFigures id={id} figures={figures} isTopic={lag !== undefined} />}
      </a>
      {lag && <Partitions lag={lag} width={box.width} />}
    </g>
  );
}

interface StationFiguresProps {
  readonly id: NodeId;
  readonly figures: NodeFigures;
  /** Its partitions are drawn in the place of what went wrong. */
  readonly isTopic: boolean;
}

function StationFigures({ id, figures, isTopic }: StationFiguresProps) {
  const { state } = figures;
  return (
    <>
      {state !== 'up' && (
        <text x="140" y="37" text-anchor="end" class="flow-state">
          {state === 'down' ? '✕ down ' : '❚❚ paused '}
        </text>
      )}
      <text x="10" y="57" class="flow-figure">
        {`${stationFigure(id, figures)} `}
      </text>
      {!isTopic && (
        <text x="10" y="76" class={figures.errors > 0 ? 'flow-errors' : 'flow-retries'}>
          {stationTroubles(figures)}
        </text>
      )}
    </>
  );
}

/** The consumer's lag at a topic; undefined at what is none, and where the broker has not been asked yet. */
const lagOf = (id: NodeId) => live.value?.lags.find(({ topic }) => topic.includes(`.${id}.`));

const topicHash = (topic: string) => `#/topics/${encodeURIComponent(topic)}`;

/** More are not told apart in the box. */
const MOST_PARTITIONS = 12;

/** Each partition with its lag. */
function Partitions({ lag, width }: { readonly lag: LagView; readonly width: number }) {
  const shown = lag.partitions.slice(0, MOST_PARTITIONS);
  const cell = Math.min(30, (width - 16) / Math.max(shown.length, 1));
  return (
    <g>
      {shown.map(({ partition, lag: behind }, index) => (
        <a
          key={partition}
          class={behind > 0 ? 'flow-partition flow-behind' : 'flow-partition'}
          href={`${topicHash(lag.topic)}?partition=${partition}`}
          aria-label={`Partition ${partition} of ${lag.topic}: lag ${behind}`}
        >
          <title>{`Partition ${partition}: lag ${behind}`}</title>
          <rect x={8 + index * cell} y="64" width={cell - 2} height="17" rx="3" />
          {cell >= 18 && (
            <text x={8 + index * cell + (cell - 2) / 2} y="76.5" text-anchor="middle">
              {behind < 1_000 ? formatCount(behind) : '1k+'}
            </text>
          )}
        </a>
      ))}
    </g>
  );
}
