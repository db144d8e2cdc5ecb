import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError } from 'commander';
import type { ConsumerName } from '../../functions/contracts/events.ts';
import { type OffsetTarget, ResetOffsetsResponse } from '../../functions/contracts/operator-request.ts';
import { askKafka, type Consumer, consumerNamed, consumerOption, lagOf } from './ask-kafka.ts';
import { opsCommand } from './command.ts';
import { kafkaEventSource, type SourceSwitch } from './source-commands.ts';
import type { System } from './system.ts';

interface ReplayOptions {
  readonly consumer: ConsumerName;
  readonly to: OffsetTarget;
  readonly dryRun: boolean;
}

export const replayCommand = opsCommand<ReplayOptions>({
  name: 'replay',
  does: 'Makes a consumer read its topic again from another place: disables its event source, resets its group, enables it.',
  define: (command) =>
    command
      .addOption(consumerOption('the consumer that reads again').makeOptionMandatory())
      .requiredOption('--to <place>', 'earliest, latest (which skips what is unread), or an ISO time', offsetTarget)
      .option('--dry-run', 'show what would be set, and change nothing', false)
      .addHelpText(
        'after',
        '\nEvents that were processed before have no second effect. Ctrl-C enables the event source again; where the command' +
          '\nwas killed it stays disabled: npm run ops -- sources list.' +
          '\nExit code 1 if Kafka refused to set the offsets.',
      ),
  preview: 'dry-run',
  run: async (system, _args, { consumer: name, to, dryRun }) => {
    const consumer = consumerNamed(system, name);
    const answer = dryRun ? await resetOffsets(system, consumer, { to, dryRun }) : await replay(system, consumer, to);
    return { data: { consumer: name, dryRun, ...answer }, text: textOf(answer, dryRun), ok: answer.refused === null };
  },
});

function textOf({ refused, partitions }: ResetOffsetsResponse, dryRun: boolean): string {
  if (refused !== null) return `Refused: ${refused}`;
  const moves = partitions.map(({ partition, from, to }) => `  ${partition}  ${from ?? 'never committed'} -> ${to}`);
  const next = dryRun ? 'Nothing was changed.' : 'Watch it with: npm run ops -- lag';
  return [dryRun ? 'Would be set:' : 'Set:', ...moves, next].join('\n');
}

const resetOffsets = (system: System, { group, topic }: Consumer, request: Pick<ReplayOptions, 'to' | 'dryRun'>) =>
  askKafka(system, { action: 'reset-offsets', group, topic, ...request }, ResetOffsetsResponse);

async function replay(system: System, consumer: Consumer, to: OffsetTarget) {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new Error('Interrupted: the offsets are as they were.'));
  process.on('SIGINT', interrupt);
  try {
    return await replayGroup({
      source: await kafkaEventSource(system.lambda, consumer.functionName),
      members: async () => (await lagOf(system, consumer)).members,
      reset: () => resetOffsets(system, consumer, { to, dryRun: false }),
      pause: () => delay(500),
      goOn: () => interrupted.signal.throwIfAborted(),
      now: Date.now,
      print: (line) => console.error(line),
    });
  } finally {
    process.off('SIGINT', interrupt);
  }
}

export interface ReplayGroupDeps {
  readonly source: SourceSwitch;
  readonly members: () => Promise<number>;
  readonly reset: () => Promise<ResetOffsetsResponse>;
  /** Waits a moment between two looks. */
  readonly pause: () => Promise<unknown>;
  /** Rejects when the operator wants it to stop. */
  readonly goOn: () => void;
  readonly now: () => number;
  readonly print: (line: string) => void;
}

const PATIENCE_MS = 300_000;

/**
 * Sets a consumer group back while nobody consumes: disables its event source, waits until the group is empty, resets,
 * and enables it again, whatever happened in between. One that was disabled before stays so.
 */
export async function replayGroup(deps: ReplayGroupDeps): Promise<ResetOffsetsResponse> {
  const { source, members, reset, goOn, print } = deps;
  const wasEnabled = (await settledState(deps)) !== 'Disabled';
  try {
    if (wasEnabled) {
      print(`Disabling the event source ${source.id}`);
      await source.enable(false);
      await until(deps, async () => (await source.state()) === 'Disabled', 'the event source to be disabled');
    }
    await until(deps, async () => (await members()) === 0, 'the consumer group to be empty');
    goOn();
    return await reset();
  } finally {
    if (wasEnabled) await enableAgain(deps);
    else print('The event source was disabled before, and stays so');
  }
}

/** Once nobody is enabling or disabling it: what it becomes is what it has to be again. */
async function settledState(deps: ReplayGroupDeps): Promise<string> {
  let state = await deps.source.state();
  const isSettled = async () => {
    state = await deps.source.state();
    return !CHANGING.includes(state);
  };
  if (CHANGING.includes(state)) {
    deps.print(`Waiting for the event source, which is ${state}`);
    await until(deps, isSettled, 'the event source to be enabled or disabled');
  }
  return state;
}

const CHANGING = ['Creating', 'Enabling', 'Disabling', 'Updating'];

/** Also after an interruption, and so it heeds no second one. */
async function enableAgain({ source, print, pause, now }: ReplayGroupDeps) {
  print(`Enabling the event source ${source.id}`);
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

type Waiting = Pick<ReplayGroupDeps, 'pause' | 'now' | 'goOn'>;

async function until({ pause, now, goOn }: Waiting, condition: () => Promise<boolean>, what: string) {
  const deadline = now() + PATIENCE_MS;
  while (!(await condition())) {
    goOn();
    if (now() > deadline) throw new Error(`Waited ${PATIENCE_MS / 1_000} s in vain for ${what}`);
    await pause();
  }
}

function offsetTarget(text: string): OffsetTarget {
  if (text === 'earliest' || text === 'latest') return text;
  const timestamp = Date.parse(text);
  if (timestamp > Date.now()) throw new InvalidArgumentError('It is in the future: latest is the end of the topic.');
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(timestamp)) return { timestamp };
  throw new InvalidArgumentError('It must be earliest, latest or a time such as 2026-01-31T12:00:00Z.');
}
