import { describe, expect, it } from 'vitest';
import type { ActiveFault } from '../../../../console/contract/live-events.ts';
import { type Fault, faultSwitches, type Strike } from '../../../../local/faults/fault-switches.ts';

describe('a fault', () => {
  it('begins with its value, and ends by itself when its time is over', async () => {
    const { switches, acts, pass, messages } = aRun();

    await switches.start('slow', { seconds: 30, value: 500 });
    expect(switches.active()).toEqual([{ id: 'slow', title: 'Slow', since: 0, until: 30_000, value: 500, strikes: 0 }]);
    await pass(29_999);
    expect(acts).toEqual(['slow 500']);
    await pass(1);

    expect(acts).toEqual(['slow 500', 'end of slow']);
    expect(switches.active()).toEqual([]);
    expect(messages).toEqual(['Fault for 30 s: Slow (500 ms). Look.', 'Fault ended: Slow']);
  });

  it('has the value of its description where none is given', async () => {
    const { switches, acts } = aRun();

    await switches.start('slow', { seconds: 30 });

    expect(acts).toEqual(['slow 2000']);
  });

  it('lasts longer when it is started again, and begins anew with another value', async () => {
    const { switches, acts, pass } = aRun();

    await switches.start('slow', { seconds: 30 });
    await pass(20_000);
    await switches.start('slow', { seconds: 30 });
    await pass(20_000);
    expect(acts).toEqual(['slow 2000']);
    expect(switches.active()).toMatchObject([{ since: 0, until: 50_000 }]);
    await switches.start('slow', { seconds: 10, value: 7 });

    expect(acts).toEqual(['slow 2000', 'end of slow', 'slow 7']);
    await pass(10_000);
    expect(acts.at(-1)).toBe('end of slow');
  });

  it('counts how often it has an effect, anew when it begins again', async () => {
    const { switches, strike } = aRun();
    await switches.start('slow', { seconds: 30 });
    strike('slow');
    strike('slow');
    expect(switches.active()).toMatchObject([{ id: 'slow', strikes: 2 }]);

    await switches.end('slow');
    expect([switches.strikes('slow'), switches.strikes('dead')]).toEqual([2, 0]);
    await switches.start('slow', { seconds: 30 });

    expect(switches.strikes('slow')).toBe(0);
  });

  it('is ended by hand, at most once', async () => {
    const { switches, acts, pass } = aRun();
    await switches.start('dead', { seconds: 5 });

    await switches.end('dead');
    await switches.end('dead');
    await pass(5_000);

    expect(acts).toEqual(['dead 0', 'end of dead']);
  });
});

describe('all faults', () => {
  it('end with the system, also where one of them can not', async () => {
    const { switches, acts, messages } = aRun();
    for (const id of ['stuck', 'dead', 'slow']) await switches.start(id, { seconds: 60 });

    await switches.stop();

    expect(acts.slice(3)).toEqual(['end of dead', 'end of slow']);
    expect(messages).toContain('The fault stuck could not be ended: Error: no such process');
    expect(switches.active()).toEqual([]);
    await expect(switches.start('dead', { seconds: 5 })).rejects.toThrow('The system is stopping');
  });

  it('that could not begin are not active', async () => {
    const { switches } = aRun();

    await expect(switches.start('broken', { seconds: 5 })).rejects.toThrow('no port is free');

    expect(switches.active()).toEqual([] satisfies ActiveFault[]);
    await switches.start('dead', { seconds: 5 });
  });

  it('are described without what they do inside', () => {
    const described = aRun().switches.all.find(({ id }) => id === 'dead');

    expect(described).toEqual({ id: 'dead', title: 'Dead', does: 'Is dead.', watch: 'Look.', seconds: 20 });
  });
});

describe('a fault that can not be started as asked', () => {
  it.each([
    ['nope', { seconds: 5 }, 'There is no fault nope. There are: slow, dead, stuck, broken'],
    ['dead', { seconds: 0 }, 'A fault lasts from 1 to 3600 seconds, not 0.'],
    ['dead', { seconds: Number.NaN }, 'A fault lasts from 1 to 3600 seconds, not NaN.'],
    ['dead', { seconds: 3_601 }, 'A fault lasts from 1 to 3600 seconds, not 3601.'],
    ['dead', { seconds: 5, value: 1 }, 'The fault dead takes no value.'],
    ['slow', { seconds: 5, value: 9_001 }, 'Delay of the fault slow is a whole number from 1 to 9000, not 9001.'],
    ['slow', { seconds: 5, value: 1.5 }, 'Delay of the fault slow is a whole number from 1 to 9000, not 1.5.'],
  ])('is refused with a reason: %s %o', async (id, options, reason) => {
    const { switches, acts } = aRun();

    await expect(switches.start(id, options)).rejects.toThrow(reason);

    expect(acts).toEqual([]);
  });

  it('can not be ended either where there is none', async () => {
    await expect(aRun().switches.end('nope')).rejects.toThrow('There is no fault nope.');
  });
});

function aRun() {
  const clock = { now: 0, timers: new Map<() => void, number>() };
  const acts: string[] = [];
  const messages: string[] = [];
  const strikes = new Map<string, Strike>();
  const acting = (id: string) => (value: number, strike: Strike) => {
    strikes.set(id, strike);
    acts.push(`${id} ${value}`);
    return () => void acts.push(`end of ${id}`);
  };
  const described = { does: 'Is dead.', watch: 'Look.', seconds: 20 };
  const faults: Fault[] = [
    {
      ...{ id: 'slow', title: 'Slow', ...described, begin: acting('slow') },
      value: { name: 'Delay', unit: 'ms', default: 2_000, highest: 9_000 },
    },
    { id: 'dead', title: 'Dead', ...described, begin: acting('dead') },
    {
      id: 'stuck',
      title: 'Stuck',
      ...described,
      begin(value, strike) {
        acting('stuck')(value, strike);
        return failing('no such process');
      },
    },
    { id: 'broken', title: 'Broken', ...described, begin: failing('no port is free') },
  ];
  const later = (milliseconds: number, work: () => void) => {
    clock.timers.set(work, clock.now + milliseconds);
    return () => void clock.timers.delete(work);
  };
  const switches = faultSwitches({ faults, log: (line) => messages.push(line), now: () => clock.now, later });
  return {
    switches,
    acts,
    messages,
    strike: (id: string) => strikes.get(id)?.(),
    async pass(milliseconds: number) {
      clock.now += milliseconds;
      for (const [work, at] of clock.timers) if (at <= clock.now && clock.timers.delete(work)) work();
      // In turn behind what the timers have begun.
      await switches.end('dead');
    },
  };
}

const failing = (reason: string) => () => {
  throw new Error(reason);
};
