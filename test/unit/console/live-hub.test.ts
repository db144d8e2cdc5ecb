import { describe, expect, it } from 'vitest';
import { liveHub } from '../../../console/server/live-hub.ts';

const sample = (at: number) => ({
  ...{ at, ordersPerSecond: 0, paidPerSecond: 0, publishLag: 0, consumerLag: null, p50: null, p99: null },
  duplicates: 0,
});
const read = (page: { read(): unknown }) => String(page.read());
const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

describe('a page that connects', () => {
  it('gets what is latest, then what happens', () => {
    const hub = liveHub();
    hub.send('sample', sample(1));
    const page = hub.connect(undefined);
    hub.send('sample', sample(2));

    const text = read(page);
    expect(text).toContain('retry: 1000');
    expect(text).toContain('event: sample\ndata: {"at":2');
    expect(hub.watchers()).toBe(1);
  });

  it('gets what it has missed, each once, where it comes back', () => {
    const hub = liveHub();
    for (const at of [1, 2, 3]) hub.send('sample', sample(at));

    expect(idsIn(read(hub.connect('1')))).toEqual([2, 3]);
  });

  it('gets no old samples where its last event is of an earlier server', () => {
    const hub = liveHub();
    hub.send('sample', sample(1));

    expect(idsIn(read(hub.connect('900')))).toEqual([]);
  });

  it('is forgotten when it leaves, and cut off when it does not read', () => {
    const hub = liveHub();
    const page = hub.connect(undefined);
    page.destroy();
    page.emit('close');
    expect(hub.watchers()).toBe(0);

    const slow = hub.connect(undefined);
    for (let count = 0; count < 20_000 && !slow.destroyed; count += 1) hub.send('sample', sample(count));
    expect(slow.destroyed).toBe(true);
  });

  it('finds the samples of the last fifteen minutes', () => {
    const hub = liveHub();
    for (let at = 0; at < 1_000; at += 1) hub.send('sample', sample(at));

    expect(hub.samples()).toHaveLength(900);
    expect(hub.samples()[0]?.at).toBe(100);
  });
});
