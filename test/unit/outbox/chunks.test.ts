import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf } from '../../../functions/outbox/publish-partition.ts';
import { anEventEntry } from '../../doubles/record-builders.ts';

function anEntry(bytes: number, letter = 'x') {
  const entry = anEventEntry();
  return { ...entry, event: { ...entry.event, value: letter.repeat(bytes / Buffer.byteLength(letter)) } };
}
const sizes = (entries: readonly number[]) =>
  chunksOf(entries.map((bytes) => anEntry(bytes))).map((chunk) => chunk.map(({ event }) => event.value.length));

describe('cut a entries into sends', () => {
  it('makes none of an empty entries', () => {
    expect(chunksOf([])).toEqual([]);
  });

  it('puts at most a hundred events into one', () => {
    expect(sizes(Array.from({ length: 201 }, () => 1)).map((chunk) => chunk.length)).toEqual([100, 100, 1]);
  });

  it('puts at most 800,000 bytes into one', () => {
    expect(sizes([400_000, 400_000, 1])).toEqual([[400_000, 400_000], [1]]);
    expect(sizes([400_000, 400_001])).toEqual([[400_000], [400_001]]);
  });

  it('sends an event alone that is larger than that', () => {
    expect(sizes([10, 900_000, 10])).toEqual([[10], [900_000], [10]]);
  });

  it('counts bytes, not characters', () => {
    expect(chunksOf([anEntry(500_000, 'ü'), anEntry(500_000, 'ü')])).toHaveLength(2);
  });

  it('loses none and keeps their order, whatever their sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900_000 }), { maxLength: 15 }), (entries) => {
        expect(sizes(entries).flat()).toEqual(entries);
      }),
      { numRuns: 30 },
    );
  });
});
