interface Due {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

/** Simulated time, in milliseconds. */
export interface EventClock {
  readonly now: () => number;
  /** What is due at the same time happens in the order in which it was asked for. */
  readonly after: (milliseconds: number, action: () => void) => void;
  /** Runs what is due until there is no more, or until a time. */
  readonly runUntil: (end: number) => void;
}

export function eventClock(): EventClock {
  const heap: Due[] = [];
  let time = 0;
  let orders = 0;
  return {
    now: () => time,
    after: (milliseconds, action) => push(heap, { at: time + milliseconds, order: orders++, action }),
    runUntil(end) {
      for (let first = heap[0]; first !== undefined && first.at <= end; first = heap[0]) {
        pop(heap);
        time = first.at;
        first.action();
      }
      time = end;
    },
  };
}

const isBefore = (one: Due, other: Due) => one.at < other.at || (one.at === other.at && one.order < other.order);

function push(heap: Due[], due: Due) {
  let place = heap.length;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(due, parent)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = due;
}

/** Takes the first away. */
function pop(heap: Due[]) {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    const below = earlierChild(heap, place);
    const child = heap[below];
    if (child === undefined || !isBefore(child, last)) break;
    heap[place] = child;
    place = below;
  }
  heap[place] = last;
}

function earlierChild(heap: readonly Due[], place: number) {
  const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]];
  return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * place + 2 : 2 * place + 1;
}
