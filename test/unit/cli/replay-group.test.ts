import { describe, expect, it } from 'vitest';
import { replayGroup } from '../../../cli/ops/replay-command.ts';

interface Script {
  readonly state?: string;
  /** What the event source is in, look by look, while it is being disabled. */
  readonly disabling?: readonly string[];
  readonly members?: readonly number[];
  readonly refused?: string;
  readonly enablingFails?: boolean;
  /** The operator interrupts at this look. */
  readonly interruptedAt?: number;
}

/** A consumer whose event source and group do as written; everything that happens is kept, in order. */
function aConsumer({ state = 'Enabled', disabling = [], members = [], ...script }: Script = {}) {
  const happened: string[] = [];
  const [states, counts] = [[...disabling], [...members]];
  let [now, looks, current] = [0, 0, state];
  const run = () =>
    replayGroup({
      source: {
        id: 'uuid-1',
        async state() {
          if (current === 'Disabling') current = states.shift() ?? 'Disabled';
          else if (current === 'Enabling') current = 'Enabled';
          return current;
        },
        async enable(enabled) {
          if (enabled && script.enablingFails) throw new Error('throttled');
          happened.push(enabled ? 'enable' : 'disable');
          current = enabled ? 'Enabling' : 'Disabling';
        },
      },
      members: async () => counts.shift() ?? 0,
      async reset() {
        happened.push('reset');
        return { refused: script.refused ?? null, partitions: [] };
      },
      pause: async () => {
        now += 1_000;
      },
      goOn() {
        looks++;
        if (looks >= (script.interruptedAt ?? Infinity)) throw new Error('Interrupted');
      },
      now: () => now,
      print: () => {},
    });
  return { run, happened };
}

describe('replay a consumer group', () => {
  it('resets only when the event source is disabled and the group is empty, and enables again', async () => {
    const { run, happened } = aConsumer({ disabling: ['Disabling', 'Disabling', 'Disabled'], members: [2, 1, 0] });

    expect(await run()).toEqual({ refused: null, partitions: [] });

    expect(happened).toEqual(['disable', 'reset', 'enable']);
  });

  it('enables again where the reset is refused', async () => {
    const { run, happened } = aConsumer({ refused: 'it has members' });

    expect(await run()).toMatchObject({ refused: 'it has members' });

    expect(happened).toEqual(['disable', 'reset', 'enable']);
  });

  it('leaves an event source disabled that was so before', async () => {
    const { run, happened } = aConsumer({ state: 'Disabled' });

    await run();

    expect(happened).toEqual(['reset']);
  });

  it('leaves an event source disabled that somebody is disabling', async () => {
    const { run, happened } = aConsumer({ state: 'Disabling', disabling: ['Disabling', 'Disabling', 'Disabled'] });

    await run();

    expect(happened).toEqual(['reset']);
  });

  it('leaves an event source enabled that somebody is enabling', async () => {
    const { run, happened } = aConsumer({ state: 'Enabling' });

    await run();

    expect(happened).toEqual(['disable', 'reset', 'enable']);
  });

  it('gives up on a group that does not empty, resets nothing, and enables again', async () => {
    const { run, happened } = aConsumer({ members: Array.from({ length: 1_000 }, () => 1) });

    await expect(run()).rejects.toThrow('in vain for the consumer group to be empty');

    expect(happened).toEqual(['disable', 'enable']);
  });

  it.each([1, 2, 3, 4])(
    'resets nothing once it is interrupted, and enables again (at look %i)',
    async (interruptedAt) => {
      const { run, happened } = aConsumer({ disabling: ['Disabling', 'Disabled'], members: [1, 1], interruptedAt });

      await expect(run()).rejects.toThrow('Interrupted');

      expect(happened).toEqual(['disable', 'enable']);
    },
  );

  it('tells how to enable it where that fails', async () => {
    const { run } = aConsumer({ enablingFails: true });

    await expect(run()).rejects.toThrow('npm run ops -- sources enable uuid-1');
  });
});
