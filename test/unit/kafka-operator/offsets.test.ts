import { describe, expect, it } from 'vitest';
import type { OffsetTarget } from '../../../functions/contracts/operator-request.ts';
import { measureLag, resetOffsets } from '../../../functions/kafka-operator/consumer-groups.ts';
import { inMemoryGroup, inMemoryTopics } from '../../doubles/in-memory-topics.ts';

const MINUTE = 60_000;

/** Partition 0 holds records of the minutes 0 to 3, of which the first is gone; partition 1 holds none. */
async function aTopic() {
  let minute = 0;
  const topics = inMemoryTopics({ now: () => new Date(minute * MINUTE) });
  for (; minute < 4; minute++)
    await topics.send({ topic: 't', partition: 0, messages: [{ key: null, value: null, headers: {} }] });
  topics.trim('t', 0, 1);
  return topics.log;
}

describe('measure the lag of a consumer group', () => {
  it('is what lies between the committed offset and the end, partition by partition', async () => {
    const { groups, join } = inMemoryGroup(new Map([[0, 3]]));
    join(2);

    expect(
      await measureLag({ log: await aTopic(), groups })({ action: 'consumer-lag', group: 'g', topic: 't' }),
    ).toEqual({
      members: 2,
      partitions: [
        { partition: 0, committed: 3, end: 4, lag: 1 },
        { partition: 1, committed: null, end: 0, lag: 0 },
      ],
    });
  });

  it.each([
    ['never committed', undefined],
    ['committed what is gone by now', 0],
  ])('is all that there is where the group has %s', async (_situation, committed) => {
    const { groups } = inMemoryGroup(committed === undefined ? new Map() : new Map([[0, committed]]));

    const { partitions } = await measureLag({ log: await aTopic(), groups })({
      action: 'consumer-lag',
      group: 'g',
      topic: 't',
    });

    expect(partitions[0]).toMatchObject({ committed: committed ?? null, end: 4, lag: 3 });
  });
});

describe('reset the offsets of a consumer group', () => {
  async function reset(to: OffsetTarget, { dryRun = false, members = 0, joining = 0 } = {}) {
    const { groups, join, offsets } = inMemoryGroup(new Map([[0, 4]]));
    join(members);
    const racing = {
      ...groups,
      async commit(...wanted: Parameters<typeof groups.commit>) {
        join(joining);
        return groups.commit(...wanted);
      },
    };
    const run = resetOffsets({ log: await aTopic(), groups: racing });
    return { answer: await run({ action: 'reset-offsets', group: 'g', topic: 't', to, dryRun }), offsets: offsets() };
  }

  it.each<[string, OffsetTarget, number]>([
    ['the earliest that there is', 'earliest', 1],
    ['the end', 'latest', 4],
    ['the first from a time on', { timestamp: 2 * MINUTE }, 2],
    ['the end where nothing is that young', { timestamp: 9 * MINUTE }, 4],
    ['an offset', { offsets: [{ partition: 0, offset: 3 }] }, 3],
  ])('sets it to %s', async (_situation, to, offset) => {
    const { answer, offsets } = await reset(to);

    expect(answer.refused).toBeNull();
    expect(answer.partitions).toContainEqual({ partition: 0, from: 4, to: offset });
    expect(offsets.get(0)).toBe(offset);
  });

  it.each([
    ['gone already', 0, 0],
    ['beyond the end', 0, 5],
    ['in a partition that is not there', 7, 0],
  ])('refuses an offset that is %s', async (_situation, partition, offset) => {
    const { answer, offsets } = await reset({ offsets: [{ partition, offset }] });

    expect(answer.refused).toBe(`t-${partition} has no offset ${offset}`);
    expect(offsets).toEqual(new Map([[0, 4]]));
  });

  it.each([
    ['has members', { members: 2 }, 'g has 2 members'],
    ['gets one meanwhile', { joining: 1 }, 'g got members meanwhile'],
  ])('refuses, and changes nothing, where the group %s', async (_situation, script, refusal) => {
    const { answer, offsets } = await reset('earliest', script);

    expect(answer.refused).toContain(refusal);
    expect(offsets).toEqual(new Map([[0, 4]]));
  });

  it('shows in a dry run what it would set, also while the group has members', async () => {
    const { answer, offsets } = await reset('earliest', { dryRun: true, members: 1 });

    expect(answer).toMatchObject({
      refused: null,
      partitions: [
        { from: 4, to: 1 },
        { from: null, to: 0 },
      ],
    });
    expect(offsets).toEqual(new Map([[0, 4]]));
  });
});
