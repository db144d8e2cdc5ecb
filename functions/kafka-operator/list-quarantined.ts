import type {
  ListQuarantinedAnswer,
  ListQuarantinedRequest,
  QuarantinedRecord,
} from '../contracts/list-quarantined.ts';
import { quarantineTopic } from '../contracts/quarantine.ts';
import { REDRIVE_HEADERS } from '../contracts/quarantine-headers.ts';
import type { KafkaRecord } from '../platform/kafka-batch.ts';
import { headerText } from '../platform/kafka-headers.ts';
import { quarantineNote } from './quarantine-note.ts';
import { type VisitPageDeps, visitPage } from './visit-page.ts';

/** Lists a page of a quarantine topic; changes nothing. */
export function listQuarantined(deps: VisitPageDeps) {
  const visit = visitPage(deps);
  return async ({ topic, consumer, error, ...page }: ListQuarantinedRequest): Promise<ListQuarantinedAnswer> => {
    const records: QuarantinedRecord[] = [];
    const cursor = await visit({ topic: quarantineTopic(topic, consumer), ...page }, async (record) => {
      const listed = summary(record);
      if (error === undefined || listed.error === error) records.push(listed);
    });
    return { records, cursor };
  };
}

const LONGEST_KEY = 200;
/** The longest name of a topic, a partition and an offset. */
const LONGEST_PLACE = 300;

const summary = ({ topic, partition, offset, timestamp, key, value, headers }: KafkaRecord): QuarantinedRecord => ({
  place: { topic, partition, offset, timestamp },
  key: key?.subarray(0, LONGEST_KEY).toString() ?? null,
  bytes: value?.length ?? 0,
  ...quarantineNote(headers),
  redrivenFrom: headerText(headers, REDRIVE_HEADERS.from)?.slice(0, LONGEST_PLACE) ?? null,
});
