import { useSignal } from '@preact/signals';
import type { RecordsPage, RecordView } from '../../contract/console-views.ts';
import { formatCount } from './console-format.ts';
import { EvidencePanel } from './evidence-panel.tsx';
import { MomentText } from './moment-text.tsx';
import { OrderLink, recordHash } from './order-marks.tsx';
import { eventTypeOf, recordEvidence } from './record-evidence.ts';
import { RecordSearch } from './record-search.tsx';
import { RECORDS_SHOWN, recordsPath } from './records-query.ts';
import { useFetched } from './use-fetched.ts';
import { EmptyNote, FetchState, TableBox } from './view-parts.tsx';

interface TopicRecordsProps {
  readonly topic: string;
  readonly query: URLSearchParams;
}

const nameOf = ({ partition, offset }: Pick<RecordView, 'partition' | 'offset'>) => `${partition}/${offset}`;

/** The records that the address asks for; without it the newest, as they come. */
export function TopicRecords({ topic, query }: TopicRecordsProps) {
  const records = useFetched<RecordsPage>(recordsPath(topic, query));
  const asked = query.has('offset') ? `${query.get('partition') ?? '0'}/${query.get('offset')}` : null;
  const chosen = useSignal<string | null>(asked);
  return (
    <section class="card" aria-label={`Records of ${topic}`}>
      <h3>{query.size === 0 ? 'The newest records' : 'Records'}</h3>
      <RecordSearch topic={topic} query={query} />
      <FetchState of={records} what="the records">
        {(page) => (
          <RecordsFound page={page} chosen={chosen.value} onChoose={(record) => (chosen.value = nameOf(record))} />
        )}
      </FetchState>
      {asked !== null && <PageLinks topic={topic} query={query} />}
    </section>
  );
}

/** Offsets before and after those that are shown. */
function PageLinks({ topic, query }: TopicRecordsProps) {
  const [partition, offset] = [Number(query.get('partition') ?? 0), Number(query.get('offset'))];
  const earlier = Math.max(0, offset - RECORDS_SHOWN);
  return (
    <nav class="row" aria-label="Other offsets">
      {offset > 0 && <a href={recordHash(topic, partition, earlier)}>← from {formatCount(earlier)}</a>}
      <a href={recordHash(topic, partition, offset + RECORDS_SHOWN)}>from {formatCount(offset + RECORDS_SHOWN)} →</a>
    </nav>
  );
}

interface RecordsFoundProps {
  readonly page: RecordsPage;
  readonly chosen: string | null;
  readonly onChoose: (record: RecordView) => void;
}

function RecordsFound({ page: { records }, chosen, onChoose }: RecordsFoundProps) {
  if (records.length === 0)
    return <EmptyNote>No record there. Choose another place, or wait: it is read again.</EmptyNote>;
  const shown = records.find((record) => nameOf(record) === chosen) ?? records[0];
  return (
    <div class="with-panel">
      <TableBox label="Records" columns={['Record', 'Time', 'Event', 'Order', 'Key']}>
        {records.map((record) => (
          <RecordRow key={nameOf(record)} record={record} isChosen={record === shown} onChoose={onChoose} />
        ))}
      </TableBox>
      <div class="panel">
        {shown && (
          <EvidencePanel
            key={nameOf(shown)}
            title={`Partition ${shown.partition}, offset ${shown.offset}`}
            evidence={recordEvidence(shown)}
          />
        )}
      </div>
    </div>
  );
}

interface RecordRowProps {
  readonly record: RecordView;
  readonly isChosen: boolean;
  readonly onChoose: (record: RecordView) => void;
}

function RecordRow({ record, isChosen, onChoose }: RecordRowProps) {
  return (
    <tr class={isChosen ? 'chosen' : ''}>
      <td>
        <button type="button" class="button-quiet mono" aria-pressed={isChosen} onClick={() => onChoose(record)}>
          {record.partition} / {record.offset}
        </button>
      </td>
      <td>
        <MomentText at={record.timestamp} />
      </td>
      <td>{eventTypeOf(record)}</td>
      <td>{record.orderId === null ? <span class="muted">none</span> : <OrderLink orderId={record.orderId} />}</td>
      <td class="mono">{record.key ?? <span class="muted">null</span>}</td>
    </tr>
  );
}
