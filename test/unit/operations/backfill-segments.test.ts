import { describe, expect, it } from 'vitest';
import { backfill, type HistoryPart } from '../../../operations/backfill.ts';
import { cursorOf } from '../../../operations/table-segments.ts';
import { later } from '../../harness/a-reconciler.ts';
import { collected } from '../../harness/collected.ts';

interface Situation {
  /** Pages of each of the four segments. */
  readonly pages?: number;
  /** Called before a page is answered. */
  readonly read?: (part: HistoryPart) => Promise<void>;
  readonly requeue?: () => Promise<void>;
}

/** A backfill over full pages of orders that nobody changes. */
function aLongBackfill({ pages = 1, read = async () => {}, requeue = async () => {} }: Situation) {
  const seen = { requeued: 0, atOnce: 0, most: 0, pages: 0 };
  const run = backfill<{ orderId: string }>({
    history: {
      keyName: 'orderId',
      async page(part) {
        seen.pages += 1;
        await read(part);
        const number = Number(part.after ?? 0);
        const rows = Array.from({ length: part.limit }, (_, row) => ({
          kind: 'readable' as const,
          row: { orderId: `${part.segment} ${number} ${row}` },
        }));
        return { rows, scanned: part.limit, next: number + 1 < pages ? String(number + 1) : undefined };
      },
    },
    requeue: async () => {
      seen.atOnce += 1;
      seen.most = Math.max(seen.most, seen.atOnce);
      await requeue();
      seen.atOnce -= 1;
      seen.requeued += 1;
      return { kind: 'requeued' };
    },
    report: () => undefined,
    now: () => later(0),
    wait: async () => undefined,
  });
  return { run, seen };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('backfill a table in segments', () => {
  it('reads all of them at once', async () => {
    let asked = 0;
    const { promise: allAsked, resolve } = Promise.withResolvers<undefined>();
    const read = async () => {
      asked += 1;
      if (asked === 4) resolve(undefined);
      await allAsked;
    };
    const { run, seen } = aLongBackfill({ read });

    await collected(run({ perSecond: 25 }));

    expect(seen.requeued).toBe(100);
  });

  it.each([
    [1_000_000, 500, 400],
    [500, 500, 100],
    [50, 50, 8],
    [2, 25, 4],
  ])('at %i a second reads pages of %i, and has at most %i rows in hand at a time', async (perSecond, rows, most) => {
    const limits = new Set<number>();
    const read = async ({ limit }: HistoryPart) => {
      limits.add(limit);
    };
    const { run, seen } = aLongBackfill({ read, requeue: turn });

    await collected(run({ perSecond }));

    expect([...limits]).toEqual([rows]);
    expect(seen.most).toBe(most);
  });

  it('reads no page ahead of who asks for progress', async () => {
    const { run, seen } = aLongBackfill({ pages: 50 });
    const steps = run({ perSecond: 25 });

    await steps.next();
    await turn();

    expect(seen).toMatchObject({ pages: 4, requeued: 100 });
  });

  it('ends the others where one segment fails, between two batches', async () => {
    const read = async ({ segment }: HistoryPart) => {
      if (segment === 3) throw new Error('throttled');
    };
    const { run, seen } = aLongBackfill({ read, requeue: turn });

    await expect(collected(run({ perSecond: 25 }))).rejects.toThrow('throttled');

    const begun = seen.requeued + seen.atOnce;
    for (let turns = 0; turns < 50; turns++) await turn();
    expect(seen.requeued).toBe(begun);
    expect(begun).toBeLessThan(10);
  });

  it.each([
    ['nonsense', 'nonsense'],
    ['that of another table', cursorOf('eventId', [{ segment: 0, of: 4, after: 'e' }]) ?? ''],
    ['of no segment', Buffer.from('{"orderId":[]}').toString('base64url')],
  ])('refuses a cursor that is %s, and reads nothing', async (_, after) => {
    const { run, seen } = aLongBackfill({});

    await expect(collected(run({ perSecond: 100, after }))).rejects.toThrow(
      `"${after}" is no cursor of an earlier backfill of this table`,
    );
    expect(seen.pages).toBe(0);
  });

  it('counts and names a row that can not be read, and goes on', async () => {
    const bad = { kind: 'unreadable', rowKey: 'bad', reason: 'no status' } as const;
    const good = { kind: 'readable', row: { orderId: 'good' } } as const;
    const named: string[] = [];
    const run = backfill<{ orderId: string }>({
      history: { keyName: 'orderId', page: async () => ({ rows: [bad, good], scanned: 2, next: undefined }) },
      requeue: async () => ({ kind: 'requeued' }),
      report: ({ rowKey }) => named.push(rowKey),
      now: () => later(0),
      wait: async () => undefined,
    });

    const after = cursorOf('orderId', [{ segment: 0, of: 1, after: undefined }]);
    expect(await collected(run({ perSecond: 100, after }))).toEqual([
      { scanned: 2, requeued: 1, unreadable: 1, 'under-way': 0, 'left-to-operator': 0, cursor: undefined },
    ]);
    expect(named).toEqual(['bad']);
  });
});
