import { effect, signal } from '@preact/signals';
import type { Frame, Live, LiveSample, Meta } from '../../contract/live-events.ts';
import { get, renewToken } from './call-console.ts';
import { routeOf, VIEWS } from './page-route.ts';
import { type RecentStep, withSteps } from './recent-steps.ts';
import { withSamples } from './sample-window.ts';

/** After a refusal the browser does not try again by itself. */
const REOPEN_MS = 2_000;

/** What the page looks at; null until the server has answered. */
export const meta = signal<Meta | null>(null);
/** The last frame of the flow. */
export const frame = signal<Frame | null>(null);
/** The last figures that change once a second. */
export const live = signal<Live | null>(null);
/** The last 15 minutes, the oldest first. */
export const samples = signal<readonly LiveSample[]>([]);
/** The last steps of orders, the newest first. */
export const steps = signal<readonly RecentStep[]>([]);
/** Whether the figures are live; `since` is when that began, in milliseconds since the epoch. */
export const connection = signal<{ readonly state: 'connecting' | 'open' | 'lost'; readonly since: number }>({
  state: 'connecting',
  since: Date.now(),
});
/** What the address names. */
export const route = signal(routeOf(location.hash));

/** Feeds the signals until the page is closed. */
export function connectStore() {
  addEventListener('hashchange', () => {
    route.value = routeOf(location.hash);
  });
  effect(() => {
    const title = VIEWS.find(({ id }) => id === route.value.view)?.title ?? '';
    document.title = `${title} - chargeonce`;
  });
  openEvents();
}

function openEvents() {
  // The browser reconnects by itself, and sends the server the id of the last event that it has seen.
  const events = new EventSource('/api/events');
  events.addEventListener('open', () => {
    connection.value = { state: 'open', since: Date.now() };
    void readAtOpening();
  });
  events.addEventListener('error', () => {
    if (connection.value.state !== 'lost') connection.value = { state: 'lost', since: Date.now() };
    if (events.readyState === EventSource.CLOSED) setTimeout(openEvents, REOPEN_MS);
  });
  follow<Frame>(events, 'frame', (value) => {
    frame.value = value;
    if (value.steps.length > 0) steps.value = withSteps(steps.value, value);
  });
  follow<Live>(events, 'live', (value) => {
    live.value = value;
  });
  follow<LiveSample>(events, 'sample', (value) => {
    samples.value = withSamples(samples.value, [value]);
  });
}

type Take<T> = (value: T) => void;

function follow<T>(events: EventSource, name: string, take: Take<T>) {
  const read: (text: string) => T = JSON.parse;
  events.addEventListener(name, ({ data }: MessageEvent<string>) => take(read(data)));
}

/** Again after each gap: it may be another server, with a longer memory than the events that it repeats. */
async function readAtOpening() {
  try {
    if (meta.value !== null) await renewToken();
    meta.value = await get<Meta>('/api/meta');
    samples.value = withSamples(samples.value, await get<readonly LiveSample[]>('/api/samples'));
  } catch {
    // The stream fails with it and says so; its next opening reads again.
  }
}
