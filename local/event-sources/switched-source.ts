import type { EventSource } from './event-source.ts';

/** As Lambda names them. */
export type MappingState = 'Enabling' | 'Enabled' | 'Disabling' | 'Disabled';

export interface SwitchedSource extends EventSource {
  state(): MappingState;
  /** Answers at once; the state tells when it is done. Not kept over a restart: then the template's word counts again. */
  turn(on: boolean): void;
}

/** An event source that can be turned off and on again; what it had read is kept where it keeps it. */
export async function switchedSource(start: () => Promise<EventSource>, enabled: boolean): Promise<SwitchedSource> {
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
  if (enabled) await turnOn();
  return {
    state: () => state,
    ended: refused.promise,
    turn(on) {
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
