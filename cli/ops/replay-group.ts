import type { ResetOffsetsAnswer } from '../../functions/contracts/reset-offsets.ts';
import type { EventSource } from './event-source.ts';

export interface ReplayGroupDeps {
  readonly source: EventSource;
  readonly members: () => Promise<number>;
  readonly reset: () => Promise<ResetOffsetsAnswer>;
  /** Waits a moment between two looks. */
  readonly pause: () => Promise<unknown>;
  /** Rejects when the operator wants it to stop. */
  readonly goOn: () => void;
  readonly now: () => number;
  readonly tell: (line: string) => void;
}

const PATIENCE_MS = 300_000;

/**
 * Sets a consumer group back while nobody consumes: disables its event source, waits until the group is empty, resets,
 * and enables it again, whatever happened in between. One that was disabled before stays so.
 */
export async function replayGroup(deps: ReplayGroupDeps): Promise<ResetOffsetsAnswer> {
  const { source, members, reset, goOn, tell } = deps;
  const wasEnabled = (await source.state()) !== 'Disabled';
  try {
    if (wasEnabled) {
      tell(`Disabling the event source ${source.id}`);
      await source.enable(false);
      await until(deps, async () => (await source.state()) === 'Disabled', 'the event source to be disabled');
    }
    await until(deps, async () => (await members()) === 0, 'the consumer group to be empty');
    goOn();
    return await reset();
  } finally {
    if (wasEnabled) await enableAgain(deps);
    else tell('The event source was disabled before, and stays so');
  }
}

/** Also after an interruption, and so it heeds no second one. */
async function enableAgain({ source, tell, pause, now }: ReplayGroupDeps) {
  tell(`Enabling the event source ${source.id}`);
  try {
    const settled = async () => (await source.state()) !== 'Disabling';
    await until({ pause, now, goOn: () => {} }, settled, 'the event source to be disabled');
    await source.enable(true);
  } catch (cause) {
    throw new Error(
      `THE EVENT SOURCE IS STILL DISABLED. Enable it with: npm run ops -- sources enable ${source.id} (and the --stage)`,
      { cause },
    );
  }
}

type Patience = Pick<ReplayGroupDeps, 'pause' | 'now' | 'goOn'>;

async function until({ pause, now, goOn }: Patience, condition: () => Promise<boolean>, what: string) {
  const deadline = now() + PATIENCE_MS;
  while (!(await condition())) {
    goOn();
    if (now() > deadline) throw new Error(`Waited ${PATIENCE_MS / 1_000} s in vain for ${what}`);
    await pause();
  }
}
