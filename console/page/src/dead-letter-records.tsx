import type { DeadLetter } from '../../contract/console-views.ts';
import { formatCount } from './console-format.ts';
import { MomentText } from './moment-text.tsx';
import { OrderLink, recordHash } from './order-marks.tsx';
import { EmptyNote, TableBox } from './view-parts.tsx';

const COLUMNS = ['Record', 'Consumer', 'Error', 'Message', 'Order', '#Attempts', 'Last failed', 'From'];

/** Each leads to its record in the quarantine topic, and to its order. */
export function DeadLetterRecords({ records }: { readonly records: readonly DeadLetter[] }) {
  if (records.length === 0) return <EmptyNote>No record of this group is left.</EmptyNote>;
  return (
    <>
      <TableBox label="Dead letters" columns={COLUMNS}>
        {records.map((record) => (
          <DeadLetterRow key={`${record.topic}/${record.partition}/${record.offset}`} record={record} />
        ))}
      </TableBox>
      <p class="muted">{formatCount(records.length)} shown.</p>
    </>
  );
}

function DeadLetterRow({ record }: { readonly record: DeadLetter }) {
  const { topic, partition, offset, consumer, error, message, key, attempts, lastFailedAt, from } = record;
  return (
    <tr>
      <td>
        <a class="mono" href={recordHash(topic, partition, offset)}>
          {partition} / {offset}
        </a>
      </td>
      <td>{consumer}</td>
      <td class="mono">{error}</td>
      <td class="message">{message}</td>
      <td>{key?.startsWith('ord_') ? <OrderLink orderId={key} /> : <span class="mono">{key ?? 'null'}</span>}</td>
      <td class="number">{attempts}</td>
      <td>
        <MomentText at={lastFailedAt} />
      </td>
      <td class="mono">{from ?? <span class="muted">-</span>}</td>
    </tr>
  );
}
