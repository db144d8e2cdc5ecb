import { describe, expect, it } from 'vitest';
import { dynamoEffectLedger } from '../../functions/effects/dynamo-effect-ledger.ts';
import type { AttemptEnd, DueEffect, DueEffectsCursor, EffectLedger } from '../../functions/effects/effect-ledger.ts';
import { inMemoryEffects } from '../doubles/in-memory-effects.ts';
import { anOpenEffect, at, KEY, moment } from '../harness/effects.ts';
import { createEffectsTable, testDynamoDb } from '../harness/test-tables.ts';

const ledgers: Readonly<Record<string, () => Promise<EffectLedger>>> = {
  'in memory': async () => inMemoryEffects().ledger,
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    return dynamoEffectLedger({ dynamo, table: await createEffectsTable(dynamo) });
  },
};

const claim = anOpenEffect();
const lease = { leaseToken: 'second', dueAt: at(60) };
const second = { ...claim, ...lease, attempts: 2 };

const parked = { state: 'PARKED', reason: 'no answer', dueAt: at(40) } as const;
const ENDS: readonly AttemptEnd[] = [
  { state: 'DONE', result: 'shp_1', settledAt: at(20) },
  { state: 'REFUSED', reason: 'unknown address', settledAt: at(20) },
  parked,
];
const { dueAt: _, dueShard: __, ...facts } = claim;
const afterEnd = (end: AttemptEnd) => ({ ...(end.state === 'PARKED' ? claim : facts), ...end });

describe.each(Object.entries(ledgers))('a ledger of effects, %s', (_name, make) => {
  async function claimed() {
    const ledger = await make();
    await ledger.insert(claim);
    return ledger;
  }

  async function due(ledger: EffectLedger, seconds: number) {
    const effects: DueEffect[] = [];
    let cursor: DueEffectsCursor | undefined;
    do {
      const page = await ledger.due(moment(seconds), cursor);
      effects.push(...page.effects);
      cursor = page.next;
    } while (cursor !== undefined);
    return effects;
  }

  it('claims an effect once; whoever comes later is shown the claim', async () => {
    const ledger = await make();
    const other = { ...claim, leaseToken: 'other', input: '{}' };

    expect(await ledger.find(KEY)).toBeUndefined();
    const [one, two] = await Promise.all([ledger.insert(claim), ledger.insert(other)]);

    expect([one, two].filter((obstacle) => obstacle === undefined)).toHaveLength(1);
    expect([claim, other]).toContainEqual(one ?? two);
    expect(await ledger.find(KEY)).toEqual(one ?? two);
  });

  it('takes an own claim that comes again for its own', async () => {
    const ledger = await claimed();

    expect(await ledger.insert(claim)).toBeUndefined();
    expect(await ledger.takeOver(claim, lease)).toEqual({ claim: second });
    expect(await ledger.takeOver(claim, lease)).toEqual({ claim: second });
    expect(await ledger.find(KEY)).toEqual(second);
  });

  it('lets one of two take over what both have seen', async () => {
    const ledger = await claimed();
    const leases = [lease, { ...lease, leaseToken: 'third' }];

    const taken = await Promise.all(leases.map((each) => ledger.takeOver(claim, each)));

    expect(taken.filter((each) => 'claim' in each)).toHaveLength(1);
    expect(await ledger.find(KEY)).toMatchObject({ attempts: 2 });
  });

  it.each(ENDS)('ends a claim as $state, and is due only where it is open', async (end) => {
    const ledger = await claimed();

    expect(await ledger.end(claim, end)).toBeUndefined();
    expect(await ledger.end(claim, end)).toBeUndefined();
    expect(await ledger.find(KEY)).toEqual(afterEnd(end));
    expect(await due(ledger, 1_000)).toEqual(end.state === 'PARKED' ? [{ effectKey: KEY, dueAt: at(40) }] : []);
  });

  it.each(ENDS)('changes nothing for an attempt that was taken over, and would end it as $state', async (end) => {
    const ledger = await claimed();
    await ledger.takeOver(claim, lease);

    expect(await ledger.end(claim, end)).toEqual(second);
    expect(await ledger.find(KEY)).toEqual(second);
  });

  it.each(ENDS.slice(0, 2))('changes nothing of what is $state', async (end) => {
    const ledger = await claimed();
    await ledger.end(claim, end);

    expect(await ledger.takeOver(claim, lease)).toEqual({ obstacle: afterEnd(end) });
    expect(await ledger.end({ ...claim, leaseToken: 'other' }, parked)).toEqual(afterEnd(end));
    expect(await ledger.end(claim, parked)).toEqual(afterEnd(end));
    expect(await ledger.find(KEY)).toEqual(afterEnd(end));
  });

  it('takes over only what is as it was seen', async () => {
    const ledger = await claimed();
    await ledger.end(claim, parked);

    expect(await ledger.takeOver(claim, lease)).toEqual({ obstacle: afterEnd(parked) });
    expect(await ledger.takeOver({ ...claim, ...parked, dueAt: at(39) }, lease)).toEqual({
      obstacle: afterEnd(parked),
    });
  });

  it('writes no row that is not there', async () => {
    const ledger = await make();

    await expect(ledger.takeOver(claim, lease)).rejects.toThrow();
    await expect(ledger.end(claim, parked)).rejects.toThrow();
    expect(await ledger.find(KEY)).toBeUndefined();
  });

  it('shows every effect that is due, oldest first, once', async () => {
    const ledger = await make();
    await Promise.all(
      Array.from({ length: 450 }, (_unused, index) =>
        ledger.insert(anOpenEffect({ effectKey: `e${index}`, dueAt: at(index) })),
      ),
    );

    const shown = await due(ledger, 399);

    expect(new Set(shown.map(({ effectKey }) => effectKey)).size).toBe(400);
    expect(shown).toHaveLength(400);
    expect(shown[0]).toEqual({ effectKey: 'e0', dueAt: at(0) });
  });
});
