import type { Job } from '../../contract/live-events.ts';
import { post } from './call-console.ts';
import { CommandButton } from './command-button.tsx';
import { formatCount } from './console-format.ts';
import { live, meta } from './console-store.ts';
import { TextBox } from './text-box.tsx';
import { consoleCommand } from './view-format.ts';
import { type Outcome, OutcomeBadge } from './view-parts.tsx';

const OUTCOMES: Readonly<Record<Job['state'], Outcome>> = {
  running: 'waiting',
  done: 'ok',
  failed: 'failed',
  cancelled: 'note',
};

/** What was done before the last few is in the audit. */
const SHOWN = 4;

/** What the console does in the background, of some kinds, the last first; the results of the last are open. */
export function JobsOfKinds({ kinds }: { readonly kinds: readonly Job['kind'][] }) {
  const jobs = (live.value?.jobs ?? [])
    .filter(({ kind }) => kinds.includes(kind))
    .toReversed()
    .slice(0, SHOWN);
  return (
    <>
      {jobs.map((job, index) => (
        <JobProgress key={job.id} job={job} isLast={index === 0} />
      ))}
    </>
  );
}

/** One job: how far it is, how it ended, and its lines. */
function JobProgress({ job, isLast }: { readonly job: Job; readonly isLast: boolean }) {
  const { id, title, state, done, total, text, lines } = job;
  return (
    <section class="card" aria-label={title}>
      <div class="card-head">
        <h3>{title}</h3>
        <OutcomeBadge outcome={OUTCOMES[state]} text={state} />
      </div>
      <div class="row">
        <progress max={Math.max(1, total)} value={done} aria-label={`${title}: ${done} of ${total}`} />
        <span>
          {formatCount(done)} of {formatCount(total)}
        </span>
        {state === 'running' && <CancelJob id={id} />}
      </div>
      <p>{text}</p>
      {lines.length > 0 && (
        <details open={isLast && state !== 'running'}>
          <summary>{formatCount(lines.length)} results</summary>
          <TextBox label={`Results of ${title}`} text={lines.join('\n')} />
        </details>
      )}
    </section>
  );
}

export function CancelJob({ id }: { readonly id: string }) {
  const path = `/api/jobs/${encodeURIComponent(id)}/cancel`;
  const command = consoleCommand(location.origin, path, meta.value?.tokenFile);
  return <CommandButton label="Cancel" command={command} onRun={() => post(path, {})} />;
}
