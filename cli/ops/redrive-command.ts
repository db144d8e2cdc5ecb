import { setTimeout as delay } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import type { ConsumerName } from '../../functions/contracts/events.ts';
import {
  ListQuarantinedResponse,
  type PageCursor,
  type QuarantinedRecord,
  type RedriveRequest,
  RedriveResponse,
  type Refusal,
} from '../../functions/contracts/operator-request.ts';
import { askKafka, type Consumer, consumerNamed, consumerOption } from './ask-kafka.ts';
import { oneLine, opsCommand, perSecond } from './command.ts';
import type { System } from './system.ts';

interface RedriveOptions {
  readonly consumer: ConsumerName;
  readonly error?: string | undefined;
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
      .addHelpText('after', '\nRecords that the consumer would quarantine again are refused. Exit code 1 if any is.'),
  preview: 'dry-run',
  run: async (system, _args, { consumer, error, rate, dryRun }) => {
    const bar = new cliProgress.SingleBar({ format: 'redrive {bar} {value}/{total}', stream: process.stderr });
    bar.start(0, 0);
    try {
      const progress = (done: number, total: number) => {
        bar.setTotal(total);
        bar.update(done);
      };
      const redriven = await redriveQuarantine(system, { consumer, error, rate, dryRun }, progress);
      return { data: { dryRun, ...redriven }, text: textOf(redriven, dryRun), ok: redriven.refused.length === 0 };
    } finally {
      bar.stop();
    }
  },
});

/** Puts a consumer's quarantine back, or shows what would be; `progress` is called after each page and may throw to end it there. */
export async function redriveQuarantine(
  system: System,
  { consumer, error, rate, dryRun }: RedriveOptions,
  progress: (done: number, total: number) => void,
): Promise<Redriven> {
  const from = consumerNamed(system, consumer);
  // Also those with another error: a copy may have failed otherwise.
  const superseded = supersededIn(await listQuarantine(system, from, undefined));
  return redrivePages({
    redrivePage: redrivePage(system, from, { error, dryRun, superseded }),
    wait: (milliseconds) => delay(Math.max(0, milliseconds)),
    now: Date.now,
    progress,
  })(rate);
}

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

export type RedrivePage = (page: { cursor?: PageCursor; limit: number }) => Promise<RedriveResponse>;

export interface RedrivePagesDeps {
  readonly redrivePage: RedrivePage;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly now: () => number;
  readonly progress: (done: number, total: number) => void;
}

export interface Redriven {
  readonly redriven: number;
  readonly others: number;
  readonly superseded: number;
  readonly refused: readonly Refusal[];
}

const MOST_AT_ONCE = 100;

/** Redrives what is in quarantine when it begins, no more than so many records a second. */
export function redrivePages({ redrivePage, wait, now, progress }: RedrivePagesDeps) {
  return async (rate: number): Promise<Redriven> => {
    const limit = Math.min(rate, MOST_AT_ONCE);
    const begun = now();
    let total: Redriven = { redriven: 0, others: 0, superseded: 0, refused: [] };
    let page = await redrivePage({ limit });
    for (;;) {
      total = sum(total, page);
      const done = looked(total);
      progress(done, done + leftOf(page.cursor ?? []));
      if (page.cursor === null) return total;
      await wait(begun + (total.redriven / rate) * 1_000 - now());
      page = await redrivePage({ cursor: page.cursor, limit });
    }
  };
}

const sum = (one: Redriven, other: Redriven): Redriven => ({
  redriven: one.redriven + other.redriven,
  others: one.others + other.others,
  superseded: one.superseded + other.superseded,
  refused: [...one.refused, ...other.refused],
});

const looked = ({ redriven, others, superseded, refused }: Redriven) => redriven + others + superseded + refused.length;

const leftOf = (cursor: PageCursor) => cursor.reduce((left, { next, end }) => left + end - next, 0);

type Superseded = NonNullable<RedriveRequest['superseded']>;

/** Redrives a page of a consumer's quarantine. */
const redrivePage = (
  system: System,
  { topic, name: consumer }: Consumer,
  { superseded, ...options }: { error: string | undefined; dryRun: boolean; superseded: Superseded },
): RedrivePage => {
  return (page) => {
    const left = superseded
      .filter((place) => isLeft(place, page.cursor))
      .map(({ partition, offset }) => ({ partition, offset }));
    return askKafka(
      system,
      { action: 'redrive', topic, consumer, superseded: left, ...options, ...page },
      RedriveResponse,
    );
  };
};

/** A request has room for 6 MB, so what is behind the cursor is not sent again. */
const isLeft = ({ partition, offset }: Superseded[number], cursor: PageCursor | undefined) =>
  cursor === undefined || cursor.some((span) => span.partition === partition && offset >= span.next);

const LIST_AT_ONCE = 500;

/** Every record in a consumer's quarantine, as it is when the listing begins. */
export async function listQuarantine(
  system: System,
  { topic, name: consumer }: Consumer,
  error: string | undefined,
): Promise<readonly QuarantinedRecord[]> {
  const records: QuarantinedRecord[] = [];
  let cursor: PageCursor | null | undefined;
  while (cursor !== null) {
    const request = { action: 'list-quarantined', topic, consumer, error, cursor, limit: LIST_AT_ONCE };
    const page = await askKafka(system, request, ListQuarantinedResponse);
    records.push(...page.records);
    cursor = page.cursor;
  }
  return records;
}

/** The records that a later one in the same list is a copy of. */
export function supersededIn(records: readonly QuarantinedRecord[]): Superseded {
  const copied = new Set(records.map(({ redrivenFrom }) => redrivenFrom));
  return records.map(({ place }) => place).filter((place) => copied.has(nameOf(place)));
}

const nameOf = ({ topic, partition, offset }: QuarantinedRecord['place']) => `${topic}-${partition}@${offset}`;
