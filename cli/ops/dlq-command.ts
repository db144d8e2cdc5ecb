import { InvalidArgumentError, Option } from 'commander';
import type { ConsumerName } from '../../functions/contracts/events.ts';
import type { QuarantinedRecord } from '../../functions/contracts/operator-request.ts';
import { type EncodedRecord, quarantineTopic } from '../../functions/contracts/quarantined-record.ts';
import { type Consumer, consumerOption, consumersOf, fetchRecord } from './ask-kafka.ts';
import { limit, masked, oneLine, opsCommand } from './command.ts';
import { listQuarantine, supersededIn } from './redrive-command.ts';
import type { System } from './system.ts';

interface DlqOptions {
  readonly consumer?: ConsumerName;
  readonly topic?: string;
  readonly error?: string;
  readonly limit: number;
  readonly show?: Place;
  readonly unmasked: boolean;
}

interface Place {
  readonly partition: number;
  readonly offset: number;
}

export const dlqCommand = opsCommand<DlqOptions>({
  name: 'dlq',
  does: 'Lists the records in quarantine, the last failure first, and counts them by error; --show prints one.',
  define: (command) =>
    command
      .addOption(consumerOption("only this consumer's"))
      .option('--topic <name>', 'only those that come from this topic, or lie in this one')
      .option('--error <name>', 'only those with this error')
      .option('--limit <n>', 'list at most so many; all are counted', limit, 50)
      .addOption(
        new Option('--show <partition/offset>', 'print headers and value of the record there').argParser(place),
      )
      .option('--unmasked', 'with --show: also customers, payment methods and what looks like a card number', false)
      .addHelpText(
        'after',
        "\nA record that was put back stays listed until the topic's retention deletes it; of one that failed again" +
          '\nonly the last copy is listed.\n\nExample: npm run ops -- dlq --consumer payment-processor --show 0/17',
      ),
  run: async (system, _args, options) => {
    const wanted = consumersOf(system).filter((candidate) => isWanted(candidate, options));
    if (options.show === undefined) return list(system, wanted, options);
    return show(system, wanted, { at: options.show, shownAs: options.unmasked ? (text) => text : masked });
  },
});

const isWanted = ({ name, topic }: Consumer, options: Pick<DlqOptions, 'consumer' | 'topic'>) =>
  (options.consumer ?? name) === name && [topic, quarantineTopic(topic, name), undefined].includes(options.topic);

async function list(system: System, consumers: readonly Consumer[], { error, limit: most }: DlqOptions) {
  const quarantines = await Promise.all(consumers.map((consumer) => listQuarantine(system, consumer, undefined)));
  const records = quarantines
    // Each by itself: what was put back for one consumer of a topic may have come into another's quarantine.
    .flatMap(lastCopies)
    .filter((record) => error === undefined || record.error === error)
    .sort((one, other) => (other.lastFailedAt ?? '').localeCompare(one.lastFailedAt ?? ''));
  const counts = countErrors(records);
  const shown = records.slice(0, most);
  const text = [
    ...shown.map(entry),
    ...(shown.length < records.length
      ? [`… and ${records.length - shown.length} more: --limit ${records.length}`]
      : []),
    summary(counts),
  ];
  const columns = { head: DLQ_HEAD, rows: shown.map(cells) };
  return { data: { counts, records: shown }, text: text.join('\n'), columns };
}

function lastCopies(records: readonly QuarantinedRecord[]) {
  const superseded = new Set<object>(supersededIn(records));
  return records.filter(({ place }) => !superseded.has(place));
}

const UNKNOWN = 'unknown';

const countErrors = (records: readonly QuarantinedRecord[]) =>
  Object.fromEntries(
    [...Map.groupBy(records, ({ error }) => error ?? UNKNOWN)].map(([error, same]) => [error, same.length]),
  );

function summary(counts: Readonly<Record<string, number>>): string {
  const texts = Object.entries(counts).map(([error, count]) => `${error} ${count}`);
  return texts.length > 0 ? `In quarantine: ${texts.join(', ')}` : 'Nothing is in quarantine.';
}

const DLQ_HEAD = ['quarantine', 'place', 'failed last', 'from', 'attempts', 'key', 'error', 'message'];

const cells = ({ place, original, error, message, attempts, lastFailedAt, key }: QuarantinedRecord) => [
  ...[place.topic, `${place.partition}/${place.offset}`, lastFailedAt ?? 'no time'],
  ...[original ? `${original.partition}/${original.offset}` : 'nowhere', attempts, cut(oneLine(key ?? 'none'))],
  ...[error ?? UNKNOWN, cut(oneLine(message ?? ''))],
];

const LONGEST_LINE = 76;

/** Where it is and since when; then whose it is and why. */
function entry({ place, original, error, message, attempts, lastFailedAt, key, bytes }: QuarantinedRecord): string {
  const from = original ? `from ${original.partition}/${original.offset}` : 'from nowhere';
  const times = attempts > 1 ? `, failed ${attempts} times` : '';
  return [
    `${place.topic} ${place.partition}/${place.offset}`,
    `${lastFailedAt ?? 'no time'}, ${from}${times}, ${bytes} bytes`,
    `key ${key ?? 'none'}`,
    `${error ?? UNKNOWN}: ${message ?? ''}`,
  ]
    .map((line, index) => `${index === 0 ? '' : '  '}${cut(oneLine(line))}`)
    .join('\n');
}

const cut = (line: string) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line);

interface Shown {
  readonly at: Place;
  readonly shownAs: (text: string) => string;
}

async function show(system: System, [consumer, ...others]: readonly Consumer[], { at, shownAs }: Shown) {
  if (consumer === undefined || others.length > 0)
    throw new Error('--show needs --consumer or --topic: a place is one of a single topic.');
  const topic = quarantineTopic(consumer.topic, consumer.name);
  const record = await fetchRecord(system, { topic, ...at });
  if (record === null)
    return { data: null, text: `${topic} has no record at ${at.partition}/${at.offset} any more.`, ok: false };
  const readable = readableRecord(record, shownAs);
  const text = [
    `${topic} ${at.partition}/${at.offset}`,
    `key    ${oneLine(readable.key ?? 'none')}`,
    ...readable.headers.map(({ name, value }) => `header ${oneLine(name)}: ${oneLine(value ?? 'no value')}`),
    `value  ${oneLine(readable.value ?? 'none')}`,
  ];
  return { data: readable, text: text.join('\n') };
}

function readableRecord({ key, value, headers }: EncodedRecord, shownAs: (text: string) => string) {
  const text = (base64: string | null) => (base64 === null ? null : shownAs(Buffer.from(base64, 'base64').toString()));
  return {
    key: text(key),
    value: text(value),
    headers: headers.map((header) => ({ ...header, value: text(header.value) })),
  };
}

function place(text: string): Place {
  const [, partition, offset] = /^(\d{1,9})\/(\d{1,15})$/.exec(text) ?? [];
  if (partition === undefined) throw new InvalidArgumentError('It must be <partition>/<offset>, e.g. 0/17.');
  return { partition: Number(partition), offset: Number(offset) };
}
