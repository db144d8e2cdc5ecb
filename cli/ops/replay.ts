import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError } from 'commander';
import { type OffsetTarget, ResetOffsetsAnswer } from '../../functions/contracts/reset-offsets.ts';
import { opsCommand } from './command.ts';
import { type Consumer, type ConsumerName, consumerNamed, consumerOption } from './consumers.ts';
import { kafkaEventSource } from './event-source.ts';
import { askKafka } from './kafka.ts';
import { lagOf } from './lag.ts';
import { replayGroup } from './replay-group.ts';
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
  run: async (system, _args, { consumer: name, to, dryRun }) => {
    const consumer = consumerNamed(system, name);
    const answer = dryRun ? await resetOffsets(system, consumer, { to, dryRun }) : await replay(system, consumer, to);
    return { data: { consumer: name, dryRun, ...answer }, text: textOf(answer, dryRun), ok: answer.refused === null };
  },
});

const resetOffsets = (system: System, { group, topic }: Consumer, request: Pick<ReplayOptions, 'to' | 'dryRun'>) =>
  askKafka(system, { action: 'reset-offsets', group, topic, ...request }, ResetOffsetsAnswer);

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
      tell: (line) => console.error(line),
    });
  } finally {
    process.off('SIGINT', interrupt);
  }
}

function offsetTarget(text: string): OffsetTarget {
  if (text === 'earliest' || text === 'latest') return text;
  const timestamp = Date.parse(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(timestamp)) return { timestamp };
  throw new InvalidArgumentError('It must be earliest, latest or a time such as 2026-01-31T12:00:00Z.');
}

function textOf({ refused, partitions }: ResetOffsetsAnswer, dryRun: boolean): string {
  if (refused !== null) return `Refused: ${refused}`;
  const moves = partitions.map(({ partition, from, to }) => `  ${partition}  ${from ?? 'never committed'} -> ${to}`);
  const next = dryRun ? 'Nothing was changed.' : 'Watch it with: npm run ops -- lag';
  return [dryRun ? 'Would be set:' : 'Set:', ...moves, next].join('\n');
}
