import { ListQuarantinedAnswer, type QuarantinedRecord } from '../../functions/contracts/list-quarantined.ts';
import type { PageCursor } from '../../functions/contracts/page-cursor.ts';
import { RedriveAnswer } from '../../functions/contracts/redrive.ts';
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

/** Redrives a page of a consumer's quarantine. */
export const redrivePage =
  (
    system: System,
    { topic, name: consumer }: Consumer,
    options: { error: string | undefined; dryRun: boolean },
  ): RedrivePage =>
  (page) =>
    askKafka(system, { action: 'redrive', topic, consumer, ...options, ...page }, RedriveAnswer);
