import type { TopicView } from '../../contract/console-views.ts';
import { formatCount } from './console-format.ts';
import { LagSparkline } from './lag-sparkline.tsx';
import { recordHash } from './order-marks.tsx';
import { TableBox } from './view-parts.tsx';

type Partition = TopicView['partitions'][number];

const COLUMNS = ['#Partition', '#Begin', '#End', '#Leader', '#Committed', '#Lag', 'Lag of 15 minutes'];
/** Of dead letters nobody commits: an operator reads them. */
const QUARANTINE_COLUMNS = ['#Partition', '#Begin', '#End', '#Leader'];

/** Each number leads to the record that it is about. */
export function TopicPartitions({ topic: { topic, partitions, isQuarantine } }: { readonly topic: TopicView }) {
  return (
    <TableBox label={`Partitions of ${topic}`} columns={isQuarantine ? QUARANTINE_COLUMNS : COLUMNS}>
      {partitions.map((partition) => (
        <PartitionRow key={partition.partition} topic={topic} partition={partition} isRead={!isQuarantine} />
      ))}
    </TableBox>
  );
}

interface PartitionRowProps {
  readonly topic: string;
  readonly partition: Partition;
  readonly isRead: boolean;
}

function PartitionRow({ topic, partition: of, isRead }: PartitionRowProps) {
  const { partition, begin, end, leader, committed, lag, history } = of;
  // What was committed last may be the place of a record that is not there yet.
  const record = (offset: number) => recordHash(topic, partition, Math.max(begin, Math.min(offset, end - 1)));
  return (
    <tr>
      <td class="number">
        <a href={`#/topics/${encodeURIComponent(topic)}?partition=${partition}`}>{partition}</a>
      </td>
      <td class="number">
        <a href={record(begin)}>{formatCount(begin)}</a>
      </td>
      <td class="number">
        <a href={record(end - 1)}>{formatCount(end)}</a>
      </td>
      <td class="number">{leader ?? 'none'}</td>
      {isRead && (
        <>
          <td class="number">
            {committed === null ? 'none yet' : <a href={record(committed)}>{formatCount(committed)}</a>}
          </td>
          <td class="number">
            <a href={record(committed ?? begin)}>{formatCount(lag)}</a>
          </td>
          <td>
            <LagSparkline history={history} />
          </td>
        </>
      )}
    </tr>
  );
}
