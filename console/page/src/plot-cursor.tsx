import { signal } from '@preact/signals';
import { formatClock } from './console-format.ts';
import { samples } from './console-store.ts';

/** The moment under the cursor of all plots, in milliseconds since the epoch; null where it is on none. */
export const cursorAt = signal<number | null>(null);

/** What the pointer does over a plot, for the keyboard: all plots then show that moment. */
export function PlotCursor() {
  const all = samples.value;
  const at = cursorAt.value;
  const last = Math.max(0, all.length - 1);
  const index = at === null ? last : all.findLastIndex((sample) => sample.at <= at + 1);
  return (
    <label class="plot-cursor">
      <span>Moment of all plots: {at === null ? 'latest' : formatClock(at)}</span>
      <input
        type="range"
        min="0"
        max={last}
        value={Math.max(0, index)}
        onInput={({ currentTarget }) => {
          const chosen = Number(currentTarget.value);
          cursorAt.value = chosen === last ? null : (all[chosen]?.at ?? null);
        }}
      />
    </label>
  );
}
