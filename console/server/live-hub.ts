import { PassThrough } from 'node:stream';
import type { Frame, Live, LiveSample } from '../contract/live-events.ts';

/** What the server sends by itself. */
interface LiveEvents {
  readonly frame: Frame;
  readonly live: Live;
  readonly sample: LiveSample;
}

interface SentEvent {
  readonly id: number;
  readonly name: keyof LiveEvents;
  readonly text: string;
}

/** The samples of the last 15 minutes, one a second: what a page that was away has missed. */
const KEPT_SAMPLES = 900;
/** A page that does not read what it is sent is cut off; it comes back by itself, and goes on with what it missed. */
const MOST_UNREAD_BYTES = 1024 * 1024;

export interface LiveHub {
  send<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): void;
  /** A stream of server-sent events: what was missed since the event with this id, then what happens. */
  connect(lastEventId: string | undefined): PassThrough;
  samples(): readonly LiveSample[];
  /** How many pages look on. */
  watchers(): number;
  stop(): void;
}

/** Sends events to every page that looks on, with ids that let a page resume. */
export function liveHub(): LiveHub {
  const pages = new Set<PassThrough>();
  const samples: { readonly sent: SentEvent; readonly sample: LiveSample }[] = [];
  const latest = new Map<string, SentEvent>();
  let lastId = 0;

  const push = (page: PassThrough, { id, name, text }: SentEvent) => {
    page.write(`id: ${id}\nevent: ${name}\ndata: ${text}\n\n`);
    if (page.writableLength > MOST_UNREAD_BYTES) page.destroy();
  };
  const keep = (sent: SentEvent, data: LiveEvents[keyof LiveEvents]) => {
    if (sent.name !== 'sample' || !('publishLag' in data)) return latest.set(sent.name, sent);
    samples.push({ sent, sample: data });
    return samples.splice(0, samples.length - KEPT_SAMPLES);
  };
  return {
    send(name, data) {
      lastId += 1;
      const sent: SentEvent = { id: lastId, name, text: JSON.stringify(data) };
      keep(sent, data);
      for (const page of pages) push(page, sent);
    },
    connect(lastEventId) {
      const page = new PassThrough();
      pages.add(page);
      page.once('close', () => pages.delete(page));
      page.write('retry: 1000\n\n');
      const seen = Number(lastEventId ?? Number.NaN);
      // An id of an earlier server says nothing here.
      if (seen <= lastId) for (const { sent } of samples.filter(({ sent: { id } }) => id > seen)) push(page, sent);
      for (const sent of latest.values()) push(page, sent);
      return page;
    },
    samples: () => samples.map(({ sample }) => sample),
    watchers: () => pages.size,
    stop() {
      for (const page of pages) page.end();
    },
  };
}
