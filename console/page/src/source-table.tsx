import type { SourceView } from '../../contract/live-events.ts';
import { post } from './call-console.ts';
import { CommandButton } from './command-button.tsx';
import { live, meta } from './console-store.ts';
import { equivalentCommand } from './view-format.ts';
import { EmptyNote, type Outcome, OutcomeBadge, TableBox } from './view-parts.tsx';

/** What feeds the functions, and whether it does. */
export function SourceTable() {
  const sources = live.value?.sources ?? [];
  return (
    <section class="card">
      <h3>Event sources</h3>
      {sources.length === 0 ? (
        <EmptyNote>No event source is known yet.</EmptyNote>
      ) : (
        <TableBox label="Event sources" columns={['Function', 'Reads from', 'State', 'Pause or resume']}>
          {sources.map((source) => (
            <SourceRow key={source.id} source={source} isOnly={isOnlyOf(source, sources)} />
          ))}
        </TableBox>
      )}
    </section>
  );
}

/** Whether the function's name is enough for the command. */
const isOnlyOf = ({ functionName }: SourceView, all: readonly SourceView[]) =>
  all.filter((other) => other.functionName === functionName).length === 1;

interface SourceRowProps {
  readonly source: SourceView;
  readonly isOnly: boolean;
}

function SourceRow({ source: { id, functionName, from, state }, isOnly }: SourceRowProps) {
  const isRunning = state === 'Enabled' || state === 'Enabling' || state === 'Creating';
  const verb = isRunning ? 'pause' : 'resume';
  return (
    <tr>
      <td>{functionName}</td>
      <td class="mono">{from}</td>
      <td>
        <OutcomeBadge outcome={outcomeOf(state)} text={state} />
      </td>
      <td>
        <CommandButton
          key={verb}
          label={isRunning ? 'Pause' : 'Resume'}
          command={equivalentCommand(
            meta.value,
            'sources',
            isRunning ? 'disable' : 'enable',
            isOnly ? functionName : id,
          )}
          {...(isRunning && { confirm: `${functionName} stops reading. Nothing is lost while the source keeps it.` })}
          onRun={() => post(`/api/sources/${encodeURIComponent(id)}/${verb}`, {})}
        />
      </td>
    </tr>
  );
}

function outcomeOf(state: string): Outcome {
  if (state === 'Enabled') return 'ok';
  return state === 'Disabled' ? 'failed' : 'waiting';
}
