import { type Bar, LANES } from '../../contract/order-views.ts';
import { formatDuration } from './console-format.ts';
import { type TimelineScale, timelineScale } from './timeline-scale.ts';

export interface TimelineRow {
  readonly bar: Bar;
  /** Whether it is the first of its lane, which is then named. */
  readonly isFirst: boolean;
  /** Shares of the axis. */
  readonly start: number;
  readonly width: number;
  /** When, and how long: `+12 ms, 340 ms`. */
  readonly times: string;
}

export interface TimelineRows {
  readonly rows: readonly TimelineRow[];
  readonly marks: TimelineScale['marks'];
}

/** The bars lane by lane, each where it lies; what lasts ends at `now`. */
export function timelineRows(bars: readonly Bar[], now: number): TimelineRows {
  const lasting = bars.some(({ until }) => until === null);
  const moments = bars.flatMap(({ from, until }) => [from, until ?? Math.max(now, from)]);
  const scale = timelineScale(lasting ? [...moments, now] : moments);
  const first = Math.min(...moments);
  const rows = LANES.flatMap((lane) =>
    bars
      .filter((bar) => bar.lane === lane)
      .toSorted((a, b) => a.from - b.from)
      .map((bar, index) => ({
        bar,
        isFirst: index === 0,
        ...placeOf(bar, scale, now),
        times: timesOf(bar, first, now),
      })),
  );
  return { rows, marks: scale.marks };
}

function placeOf({ from, until }: Bar, { shareOf }: TimelineScale, now: number) {
  const start = shareOf(from);
  return { start, width: Math.max(0, shareOf(until ?? now) - start) };
}

function timesOf({ from, until }: Bar, first: number, now: number): string {
  const after = `+${formatDuration(from - first)}`;
  if (until === null) return `${after}, ${formatDuration(Math.max(0, now - from))} so far`;
  return until === from ? after : `${after}, ${formatDuration(until - from)}`;
}
