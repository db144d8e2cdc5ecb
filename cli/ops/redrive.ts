import { setTimeout as delay } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import { opsCommand } from './command.ts';
import { type ConsumerName, consumerNamed, consumerOption } from './consumers.ts';
import { oneLine } from './one-line.ts';
import { perSecond } from './option-values.ts';
import { listQuarantine, redrivePage, supersededIn } from './quarantine-pages.ts';
import { type Redriven, redrivePages } from './redrive-pages.ts';

interface RedriveOptions {
  readonly consumer: ConsumerName;
  readonly error?: string;
  readonly rate: number;
  readonly dryRun: boolean;
}

export const redriveCommand = opsCommand<RedriveOptions>({
  name: 'redrive',
  does: 'Puts quarantined records back into their topic. Safe to run twice: the consumer ignores a copy.',
  define: (command) =>
    command
      .addOption(consumerOption('whose quarantine').makeOptionMandatory())
      .option('--error <name>', 'only records with this error')
      .option('--rate <n>', 'at most so many a second', perSecond, 100)
      .option('--dry-run', 'show which records would be put back, and write nothing', false)
      .addHelpText(
        'after',
        '\nRecords that the consumer would quarantine again are refused. Exit code 1 if any was refused.',
      ),
  run: async (system, _args, { consumer, error, rate, dryRun }) => {
    const bar = new cliProgress.SingleBar({ format: 'redrive {bar} {value}/{total}', stream: process.stderr });
    bar.start(0, 0);
    try {
      const from = consumerNamed(system, consumer);
      // Also those with another error: a copy may have failed otherwise.
      const superseded = supersededIn(await listQuarantine(system, from, undefined));
      const redriven = await redrivePages({
        redrivePage: redrivePage(system, from, { error, dryRun, superseded }),
        wait: (milliseconds) => delay(Math.max(0, milliseconds)),
        now: Date.now,
        progress(done, total) {
          bar.setTotal(total);
          bar.update(done);
        },
      })(rate);
      return { data: { dryRun, ...redriven }, text: textOf(redriven, dryRun), ok: redriven.refused.length === 0 };
    } finally {
      bar.stop();
    }
  },
});

const textOf = ({ redriven, others, superseded, refused }: Redriven, dryRun: boolean) =>
  [
    [
      `${redriven} ${dryRun ? 'would be put back' : 'put back'}`,
      `${refused.length} refused`,
      ...(others > 0 ? [`${others} with other errors`] : []),
      ...(superseded > 0 ? [`${superseded} passed over, of which a later copy is here`] : []),
    ].join(', '),
    ...refused.map(({ place, reason }) => `refused  ${place.partition}/${place.offset}  ${oneLine(reason)}`),
  ].join('\n');
