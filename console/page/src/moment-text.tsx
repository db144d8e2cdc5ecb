import { signal } from '@preact/signals';
import { clockText, distanceText } from './view-format.ts';

/** The time of the page's clock, once a second. */
export const clock = signal(Date.now());

setInterval(() => {
  if (!document.hidden) clock.value = Date.now();
}, 1_000);

/** A moment as its distance from the page's clock; its time of day is the tooltip. */
export function MomentText({ at }: { readonly at: number | string | null }) {
  const moment = typeof at === 'string' ? Date.parse(at) : at;
  if (moment === null || Number.isNaN(moment)) return <span class="muted">-</span>;
  return (
    <time dateTime={new Date(moment).toISOString()} title={clockText(moment, clock.value)}>
      {distanceText(moment, clock.value)}
    </time>
  );
}
