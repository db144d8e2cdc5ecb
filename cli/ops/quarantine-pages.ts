import { ListQuarantinedAnswer, type QuarantinedRecord } from '../../functions/contracts/list-quarantined.ts';
import type { PageCursor } from '../../functions/contracts/page-cursor.ts';
import { RedriveAnswer, type RedriveRequest } from '../../functions/contracts/redrive.ts';
import type { Consumer } from './consumers.ts';
import { askKafka } from './kafka.ts';
import type { RedrivePage } from './redrive-pages.ts';
import type { System } from './system.ts';

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
    const page = await askKafka(system, request, ListQuarantinedAnswer);
    records.push(...page.records);
    cursor = page.cursor;
  }
  return records;
}

type Superseded = NonNullable<RedriveRequest['superseded']>;

/** The records that a later one in the same list is a copy of. */
export function supersededIn(records: readonly QuarantinedRecord[]): Superseded {
  const copied = new Set(records.map(({ redrivenFrom }) => redrivenFrom));
  return records.map(({ place }) => place).filter((place) => copied.has(nameOf(place)));
}

const nameOf = ({ topic, partition, offset }: QuarantinedRecord['place']) => `${topic}-${partition}@${offset}`;

/** Redrives a page of a consumer's quarantine. */
export const redrivePage = (
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
      RedriveAnswer,
    );
  };
};

/** A request has room for 6 MB, so what is behind the cursor is not sent again. */
const isLeft = ({ partition, offset }: Superseded[number], cursor: PageCursor | undefined) =>
  cursor === undefined || cursor.some((span) => span.partition === partition && offset >= span.next);
