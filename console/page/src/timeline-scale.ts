/** Where a moment lies on the timeline's axis, and what is written along it. */
export interface TimelineScale {
  /** From 0 to 1; outside of the moments it is the nearer end. */
  readonly shareOf: (at: number) => number;
  readonly marks: readonly TimelineMark[];
}

interface TimelineMark {
  readonly share: number;
  /** Milliseconds since the first moment. */
  readonly after: number;
}

/** Milliseconds: gaps far below it lie close together. */
const SHORT_GAP = 4;

/** A wait of an hour gets more room than one of a second, yet not 3600 times: beside it nothing else could be seen. */
const roomOf = (gap: number) => Math.log2(1 + gap / SHORT_GAP);

/**
 * An axis on which each gap between two moments takes room by its logarithm, and time runs evenly within a gap.
 * Marks are at least `apart` (a share) from each other; the first and the last are always there. The words of the last lie
 * before it, so that there the room is twice as wide.
 */
export function timelineScale(moments: readonly number[], apart = 0.2): TimelineScale {
  const points = [...new Set(moments)].toSorted((a, b) => a - b);
  const rooms = points.map((point, index) => roomOf(point - (points[index - 1] ?? point)));
  const whole = rooms.reduce((sum, room) => sum + room, 0) || 1;
  let sum = 0;
  const placed = points.map((at, index) => {
    sum += rooms[index] ?? 0;
    return { at, share: sum / whole };
  });
  return { shareOf: (at) => shareBetween(placed, at), marks: marksOf(placed, apart) };
}

type Placed = readonly { readonly at: number; readonly share: number }[];

function shareBetween(placed: Placed, at: number): number {
  const next = placed.findIndex((point) => point.at >= at);
  const [before, after] = [placed[next - 1], placed[next]];
  if (!after) return placed.at(-1)?.share ?? 0;
  if (!before) return after.share;
  return before.share + ((at - before.at) / (after.at - before.at)) * (after.share - before.share);
}

function marksOf(placed: Placed, apart: number): TimelineMark[] {
  const begin = placed[0]?.at ?? 0;
  const all = placed.map(({ at, share }) => ({ share, after: at - begin }));
  const last = all.at(-1);
  const marks: TimelineMark[] = [];
  for (const mark of all) if (mark === last || hasRoom(mark, marks.at(-1), apart)) marks.push(mark);
  return marks;
}

/** Whether there is room after the mark before it, and before the end of the axis. */
const hasRoom = ({ share }: TimelineMark, before: TimelineMark | undefined, apart: number) =>
  before === undefined || (share - before.share >= apart && 1 - share >= 2 * apart);
