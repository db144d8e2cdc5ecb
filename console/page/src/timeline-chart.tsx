import type { Bar } from '../../contract/order-views.ts';
import { formatDuration } from './console-format.ts';
import { clock } from './moment-text.tsx';
import { type TimelineRow, type TimelineRows, timelineRows } from './timeline-rows.ts';
import { OUTCOME_SIGNS } from './view-parts.tsx';

interface TimelineChartProps {
  readonly bars: readonly Bar[];
  /** The id of the bar whose evidence is shown. */
  readonly chosen: string | null;
  readonly onChoose: (bar: Bar) => void;
}

/** What happened to an order: a row for each thing, lane by lane; each is a button that shows its evidence. */
export function TimelineChart({ bars, chosen, onChoose }: TimelineChartProps) {
  // What is over needs no clock.
  const now = bars.some(({ until }) => until === null) ? clock.value : 0;
  const { rows, marks } = timelineRows(bars, now);
  return (
    <div class="timeline">
      <TimelineAxis marks={marks} />
      <ol>
        {rows.map((row) => (
          <TimelineRowView key={row.bar.id} row={row} isChosen={row.bar.id === chosen} onChoose={onChoose} />
        ))}
      </ol>
      <p class="muted">
        Time runs to the right; long waits are drawn shorter than they were. ✓ took effect, ✕ failed, … lasts, 2× a copy
        without effect.
      </p>
    </div>
  );
}

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

function TimelineAxis({ marks }: { readonly marks: TimelineRows['marks'] }) {
  return (
    <div class="timeline-axis" aria-hidden="true">
      <div>
        {marks.map(({ share, after }) => (
          <span key={share} style={{ left: percent(share) }} class={share > 0.9 ? 'at-end' : ''}>
            {after === 0 ? '0' : `+${formatDuration(after)}`}
          </span>
        ))}
      </div>
    </div>
  );
}

interface TimelineRowProps {
  readonly row: TimelineRow;
  readonly isChosen: boolean;
  readonly onChoose: (bar: Bar) => void;
}

function TimelineRowView({ row, isChosen, onChoose }: TimelineRowProps) {
  const { bar, isFirst, start, width, times } = row;
  return (
    <li class={isFirst ? 'lane-start' : ''}>
      <button type="button" aria-pressed={isChosen} onClick={() => onChoose(bar)}>
        <span class={isFirst ? 'lane-name' : 'lane-name spoken'}>{bar.lane}</span>
        <span class="bar-title">
          <span class={`bar-sign sign-${bar.outcome}`} aria-hidden="true">
            {OUTCOME_SIGNS[bar.outcome]}
          </span>
          <span>
            {bar.title}
            <span class="spoken">, {bar.outcome}</span>
          </span>
        </span>
        <span class="bar-track" aria-hidden="true">
          <span
            class={`bar bar-${bar.outcome}${bar.until === null ? ' bar-lasts' : ''}`}
            style={{ left: percent(start), width: percent(width) }}
          />
        </span>
        <span class="bar-times">{times}</span>
      </button>
    </li>
  );
}
