import { describe, expect, it } from 'vitest';
import { runOnce } from '../../../functions/effects/run-once.ts';
import { PoisonRecordError } from '../../../functions/platform/decode-event.ts';
import { at, DONE, EFFECT_LEASE, effectsInMemory, KEY, LOST, parcel } from '../../harness/effects.ts';

const REFUSED = { kind: 'refused', reason: 'unknown address' } as const;
const call = { key: KEY, input: parcel };

describe('carry out an effect', () => {
  it('calls the other service once when the event is delivered twice, and keeps its result', async () => {
    const { once, calls, row } = effectsInMemory();

    expect([await once(), await once()]).toEqual(['done', 'duplicate']);
    expect(calls).toEqual([call]);
    expect(row()).toEqual({
      effectKey: KEY,
      input: JSON.stringify(parcel),
      state: 'DONE',
      result: 'shp_1',
      leaseToken: 'token-1',
      attempts: 1,
      firstAttemptAt: at(0),
      settledAt: at(0),
    });
  });

  it('records a refusal, and never calls again', async () => {
    const { once, clock, calls, row } = effectsInMemory();

    expect(await once({ effect: async () => REFUSED })).toBe('refused');
    clock.seconds = 100_000;
    expect(await once()).toBe('duplicate');
    expect(calls).toHaveLength(1);
    expect(row()).toMatchObject({ state: 'REFUSED', reason: 'unknown address' });
    expect(row()).not.toHaveProperty('dueAt');
  });

  it('is due for a retrier from its claim on, at the end of its lease', async () => {
    const { once, row } = effectsInMemory();
    const rows: object[] = [];

    await once({
      effect: async () => {
        rows.push(row());
        return DONE;
      },
    });

    expect(rows).toMatchObject([{ state: 'CLAIMED', dueAt: at(EFFECT_LEASE) }]);
  });

  it.each([
    ['done', 10_000],
    ['refused', 300],
    ['unknown', 300],
  ] as const)('ends as %s with the beginning of a text that no row could hold', async (kind, length) => {
    const { once, row } = effectsInMemory();
    const text = 'x'.repeat(500_000);
    const response = kind === 'done' ? { kind, result: text } : { kind, reason: text };

    await once({ effect: async () => response });

    expect(row()).toMatchObject(
      kind === 'done' ? { result: text.slice(0, length) } : { reason: text.slice(0, length) },
    );
  });

  it('does nothing while another attempt is at it', async () => {
    const { once, calls } = effectsInMemory();

    const outcomes: string[] = [];
    const outcome = await once({
      effect: async () => {
        outcomes.push(await once());
        return DONE;
      },
    });

    expect([...outcomes, outcome]).toEqual(['busy', 'done']);
    expect(calls).toHaveLength(1);
  });

  it('goes on with an effect whose attempt died, once its lease is over', async () => {
    const { once, clock, calls, row } = effectsInMemory();
    const died = new Error('the process is gone');
    await expect(once({ ledger: { end: () => Promise.reject(died) } })).rejects.toThrow(died);

    clock.seconds = EFFECT_LEASE - 1;
    expect(await once()).toBe('busy');
    clock.seconds = EFFECT_LEASE;
    expect(await once()).toBe('done');
    expect(calls).toEqual([call, call]);
    expect(row()).toMatchObject({ state: 'DONE', attempts: 2 });
  });
});

describe('a request that can not be', () => {
  it('is poison where the key has another input, and calls nothing', async () => {
    const { once, deps, calls, row } = effectsInMemory();
    await once();
    const before = row();

    const other = runOnce(deps())({ key: KEY, input: { ...parcel, items: 3 } });

    await expect(other).rejects.toThrow(
      new PoisonRecordError('EffectMismatch', 'the effect of this key has another input'),
    );
    expect(calls).toHaveLength(1);
    expect(row()).toEqual(before);
  });

  it('is none where the fields of the input are ordered otherwise', async () => {
    const { once, deps } = effectsInMemory();
    await once();

    expect(await runOnce(deps())({ key: KEY, input: { items: 2, orderId: 'ord_1' } })).toBe('duplicate');
  });

  it('is poison where its row could not hold how it ends, and claims nothing', async () => {
    const { deps, rows } = effectsInMemory();

    const request = runOnce(deps())({ key: KEY, input: { ...parcel, orderId: 'é'.repeat(175_000) } });

    await expect(request).rejects.toThrow("the effect's input has more than 350000 bytes");
    expect(rows.size).toBe(0);
  });

  it('is poison where the input can not be read back, and claims nothing', async () => {
    const { deps, rows } = effectsInMemory();

    const request = runOnce(deps())({ key: KEY, input: { ...parcel, items: 0.5 } });

    await expect(request).rejects.toThrow(PoisonRecordError);
    expect(rows.size).toBe(0);
  });

  it('rejects where the claim has no answer, so that the record comes again', async () => {
    const { once, calls } = effectsInMemory();
    const lost = new Error('no answer of the table');

    await expect(once({ ledger: { insert: () => Promise.reject(lost) } })).rejects.toThrow(lost);
    expect(calls).toEqual([]);
  });

  it('of an older version is not taken over where the new one can not read its input', async () => {
    const { once, retry, rows, row, clock } = effectsInMemory();
    await once({ effect: async () => LOST });
    rows.set(KEY, { ...row(), input: '{"orderId":"ord_1"}' });
    const before = row();
    clock.seconds = 60;

    await expect(retry()).rejects.toThrow(PoisonRecordError);
    expect(row()).toEqual(before);
  });
});
