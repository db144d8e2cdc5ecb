import type { QuarantinedRecord } from '../../functions/contracts/list-quarantined.ts';
import { quarantineTopic } from '../../functions/contracts/quarantine.ts';
import { opsCommand } from './command.ts';
import { type ConsumerName, consumerOption, consumersOf } from './consumers.ts';
import { oneLine } from './one-line.ts';
import { listQuarantine } from './quarantine-pages.ts';

interface DlqOptions {
  readonly consumer?: ConsumerName;
  readonly topic?: string;
  readonly error?: string;
}

export const dlqCommand = opsCommand<DlqOptions>({
  name: 'dlq',
  does: 'Lists the records in quarantine with their error, time and origin, and counts them by error.',
  define: (command) =>
    command
      .addOption(consumerOption("only this consumer's"))
      .option('--topic <name>', 'only those that come from this topic, or lie in this one')
      .option('--error <name>', 'only those with this error')
      .addHelpText('after', "\nA record that was put back stays listed until the topic's retention deletes it."),
  run: async (system, _args, { consumer, topic, error }) => {
    const wanted = consumersOf(system).filter(
      (candidate) =>
        (consumer ?? candidate.name) === candidate.name &&
        [candidate.topic, quarantineTopic(candidate.topic, candidate.name), undefined].includes(topic),
    );
    const lists = await Promise.all(wanted.map((candidate) => listQuarantine(system, candidate, error)));
    const records = lists.flat();
    const counts = countErrors(records);
    return { data: { counts, records }, text: [...records.map(line), summary(counts)].join('\n') };
  },
});

const UNKNOWN = 'unknown';

const countErrors = (records: readonly QuarantinedRecord[]) =>
  Object.fromEntries(
    [...Map.groupBy(records, ({ error }) => error ?? UNKNOWN)].map(([error, same]) => [error, same.length]),
  );

function summary(counts: Readonly<Record<string, number>>): string {
  const texts = Object.entries(counts).map(([error, count]) => `${error} ${count}`);
  return texts.length > 0 ? `In quarantine: ${texts.join(', ')}` : 'Nothing is in quarantine.';
}

function line({ place, original, error, message, attempts, lastFailedAt, key, bytes }: QuarantinedRecord): string {
  const from = original ? `from ${original.partition}/${original.offset}` : 'from nowhere';
  const why = `${error ?? UNKNOWN}: ${message ?? ''}`;
  const times = attempts > 1 ? `, failed ${attempts} times` : '';
  return oneLine(
    `${place.topic}  ${place.partition}/${place.offset}  ${from}  ${lastFailedAt ?? ''}${times}  key ${key ?? 'none'}  ${bytes} bytes  ${why}`,
  );
}
