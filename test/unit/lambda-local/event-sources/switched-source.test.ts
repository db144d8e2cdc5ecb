import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEventSource } from '../../../../lambda-local/event-sources/event-source.ts';
import {
  type KeptSwitch,
  type SwitchedSource,
  switchedSource,
  switchFile,
} from '../../../../lambda-local/event-sources/switched-source.ts';
import { waitFor } from '../../../harness/wait-for.ts';

/** An event source that runs until it is stopped, or refuses to go on. */
function aSource() {
  const runs: AbortSignal[] = [];
  const refusal = Promise.withResolvers<undefined>();
  const start = async () =>
    startEventSource(async (signal) => {
      runs.push(signal);
      await Promise.race([refusal.promise, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    });
  const running = () => runs.filter(({ aborted }) => !aborted).length;
  return { start, running, runs, refuse: () => refusal.reject(new Error('it refuses')) };
}

function aSwitch(): KeptSwitch {
  const folder = mkdtempSync(join(tmpdir(), 'switch-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return switchFile(join(folder, 'event-sources', 'a-mapping'));
}

const toBe = (source: SwitchedSource, state: string) =>
  waitFor(() => source.state() === state, { within: 2_000, what: state });

describe('turn an event source off and on', () => {
  it('runs from the start where it is enabled, and not where it is not', async () => {
    const [one, other] = [aSource(), aSource()];

    const enabled = await switchedSource(one.start, { enabled: true, kept: aSwitch() });
    const disabled = await switchedSource(other.start, { enabled: false, kept: aSwitch() });

    expect([enabled.state(), one.running()]).toEqual(['Enabled', 1]);
    expect([disabled.state(), other.running()]).toEqual(['Disabled', 0]);
  });

  it('stops and starts the poller, and says when it is done', async () => {
    const { start, running, runs } = aSource();
    const source = await switchedSource(start, { enabled: true, kept: aSwitch() });

    source.turn(false);
    expect(source.state()).toBe('Disabling');
    await toBe(source, 'Disabled');
    expect(running()).toBe(0);

    source.turn(true);
    expect(source.state()).toBe('Enabling');
    await toBe(source, 'Enabled');
    expect([running(), runs.length]).toEqual([1, 2]);
  });

  it.each([true, false])('stays as it was turned over a restart, whatever the template says: %s', async (on) => {
    const kept = aSwitch();
    const before = await switchedSource(aSource().start, { enabled: !on, kept });
    before.turn(on);
    await before.stop();

    const after = await switchedSource(aSource().start, { enabled: !on, kept });

    expect(after.state()).toBe(on ? 'Enabled' : 'Disabled');
  });

  it('does nothing where it is so already, and ends as it was last told', async () => {
    const { start, running, runs } = aSource();
    const source = await switchedSource(start, { enabled: true, kept: aSwitch() });

    source.turn(true);
    source.turn(false);
    source.turn(true);
    await toBe(source, 'Enabled');

    expect([running(), runs.length]).toEqual([1, 2]);
  });

  it('ends with the poller that refuses to go on, not with the one that is turned off', async () => {
    const { start, refuse } = aSource();
    const source = await switchedSource(start, { enabled: true, kept: aSwitch() });
    source.turn(false);
    source.turn(true);
    await toBe(source, 'Enabled');

    refuse();

    await expect(source.ended).rejects.toThrow('it refuses');
  });

  it('stops with all that was begun', async () => {
    const { start, running } = aSource();
    const source = await switchedSource(start, { enabled: false, kept: aSwitch() });
    source.turn(true);

    await source.stop();

    expect([running(), source.state()]).toEqual([0, 'Disabled']);
  });
});
