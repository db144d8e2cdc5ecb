import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EventSource } from './event-source.ts';

/** As Lambda names them. */
export type MappingState = 'Enabling' | 'Enabled' | 'Disabling' | 'Disabled';

export interface SwitchedSource extends EventSource {
  state(): MappingState;
  /** Answers at once; the state shows when it is done. As in AWS it stays so, also over a restart. */
  turn(on: boolean): void;
}

interface Switching {
  /** By the template. */
  readonly enabled: boolean;
  readonly kept: KeptSwitch;
}

/** An event source that can be turned off and on again; what it had read is kept where it keeps it. */
export async function switchedSource(
  start: () => Promise<EventSource>,
  { enabled, kept }: Switching,
): Promise<SwitchedSource> {
  const refused = Promise.withResolvers<never>();
  let state: MappingState = 'Disabled';
  let running: EventSource | undefined;
  let turning = Promise.resolve();

  const turnOn = async () => {
    running = await start();
    running.ended.catch(refused.reject);
    state = 'Enabled';
  };
  const turnOff = async () => {
    await running?.stop();
    running = undefined;
    state = 'Disabled';
  };
  if (kept.read() ?? enabled) await turnOn();
  return {
    state: () => state,
    ended: refused.promise,
    turn(on) {
      kept.write(on);
      if (on === state.startsWith('Enabl')) return;
      state = on ? 'Enabling' : 'Disabling';
      turning = turning.then(on ? turnOn : turnOff).catch(refused.reject);
    },
    async stop() {
      await turning;
      await turnOff();
    },
  };
}

/** What an operator turned last; undefined where it is as the template says. */
export interface KeptSwitch {
  read(): boolean | undefined;
  write(on: boolean): void;
}

export const switchFile = (file: string): KeptSwitch => ({
  read: () => (existsSync(file) ? readFileSync(file, 'utf8') === 'on' : undefined),
  write(on) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, on ? 'on' : 'off');
  },
});
