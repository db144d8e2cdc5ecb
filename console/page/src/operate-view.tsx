import type { LagView } from '../../contract/live-events.ts';
import { post } from './call-console.ts';
import { CommandButton } from './command-button.tsx';
import { formatCount } from './console-format.ts';
import { live, meta } from './console-store.ts';
import { JobsOfKinds } from './job-progress.tsx';
import { recordHash } from './order-marks.tsx';
import { ProcessTable } from './process-table.tsx';
import { ReplayForm } from './replay-form.tsx';
import { SourceTable } from './source-table.tsx';
import { equivalentCommand } from './view-format.ts';
import { EmptyNote, OutcomeBadge, TableBox } from './view-parts.tsx';

/** What an operator watches and does: lag, replay, reconcile, event sources, processes. */
export function OperateView() {
  return (
    <div class="stack">
      <h2>Operate</h2>
      <ConsumerLags />
      <div class="columns">
        <ReplayForm />
        <section class="card" aria-label="Reconcile">
          <h3>Reconcile</h3>
          <p class="muted">Publishes events again that have been stuck for too long. It also runs by itself.</p>
          <CommandButton
            label="Reconcile now"
            command={equivalentCommand(meta.value, 'reconcile')}
            confirm="Runs the reconciler once."
            onRun={() => post('/api/reconcile', {})}
          />
        </section>
      </div>
      <JobsOfKinds kinds={['replay', 'redrive']} />
      <SourceTable />
      <ProcessTable />
    </div>
  );
}

/** The record that is read next; where all were read the last. */
const nextOf = ({ committed, end }: LagView['partitions'][number]) => Math.max(0, Math.min(committed ?? 0, end - 1));

function ConsumerLags() {
  const lags = live.value?.lags ?? [];
  return (
    <section class="card" aria-label="Lag">
      <h3>Lag of the consumers</h3>
      {lags.length === 0 ? (
        <EmptyNote>The broker has not reported any lag yet.</EmptyNote>
      ) : (
        <TableBox label="Lag by consumer" columns={['Consumer', 'Topic', 'Group', '#Members', '#Lag', 'By partition']}>
          {lags.map(({ consumer, topic, group, members, lag, partitions }) => (
            <tr key={group}>
              <td>{consumer}</td>
              <td>
                <a class="mono" href={`#/topics/${encodeURIComponent(topic)}`}>
                  {topic}
                </a>
              </td>
              <td class="mono">{group}</td>
              <td class="number">
                {members === 0 ? <OutcomeBadge outcome="waiting" text="0: nobody reads" /> : members}
              </td>
              <td class="number">
                <a href={`#/topics/${encodeURIComponent(topic)}`}>{formatCount(lag)}</a>
              </td>
              <td>
                <span class="row">
                  {partitions.map((one) => (
                    <a key={one.partition} href={recordHash(topic, one.partition, nextOf(one))}>
                      {one.partition}: {formatCount(one.lag)}
                    </a>
                  ))}
                </span>
              </td>
            </tr>
          ))}
        </TableBox>
      )}
    </section>
  );
}
