import { useSignal } from '@preact/signals';
import type { ProcessView } from '../../contract/live-events.ts';
import { post } from './call-console.ts';
import { CommandButton } from './command-button.tsx';
import { live, meta } from './console-store.ts';
import { TextBox } from './text-box.tsx';
import { useFetched } from './use-fetched.ts';
import { consoleCommand } from './view-format.ts';
import { EmptyNote, FetchState, type Outcome, OutcomeBadge, TableBox } from './view-parts.tsx';

const OUTCOMES: Readonly<Record<ProcessView['state'], Outcome>> = {
  up: 'ok',
  down: 'failed',
  paused: 'waiting',
  idle: 'note',
};

/** The servers and functions, with the ends of their logs. */
export function ProcessTable() {
  const processes = live.value?.processes ?? [];
  const open = useSignal<string | null>(null);
  return (
    <section class="card">
      <h3>Processes</h3>
      {processes.length === 0 ? (
        <EmptyNote>No process is known yet.</EmptyNote>
      ) : (
        <TableBox label="Processes" columns={['Name', 'Kind', 'State', 'Pids', 'Log', 'Restart']}>
          {processes.map((one) => (
            <ProcessRow
              key={one.name}
              process={one}
              isOpen={one.name === open.value}
              onOpen={() => (open.value = one.name === open.value ? null : one.name)}
            />
          ))}
        </TableBox>
      )}
      {open.value !== null && <LogTail key={open.value} name={open.value} />}
    </section>
  );
}

interface ProcessRowProps {
  readonly process: ProcessView;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function ProcessRow({ process, isOpen, onOpen }: ProcessRowProps) {
  const { name, kind, state, pids } = process;
  return (
    <tr>
      <td>{name}</td>
      <td>{kind}</td>
      <td>
        <OutcomeBadge outcome={OUTCOMES[state]} text={state} />
      </td>
      <td class="mono">{pids.join(', ') || '-'}</td>
      <td>
        <button
          type="button"
          class="button-quiet"
          aria-expanded={isOpen}
          onClick={onOpen}
          aria-label={`${isOpen ? 'Close log' : 'Log'} of ${name}`}
        >
          {isOpen ? 'Close log' : 'Log'}
        </button>
      </td>
      <td>
        <RestartButton process={process} />
      </td>
    </tr>
  );
}

function RestartButton({ process: { name, kind, pids } }: Pick<ProcessRowProps, 'process'>) {
  const isServer = kind === 'server';
  if (pids.length === 0)
    return <span class="muted">{isServer ? 'It is being started.' : 'It is loaded when it is invoked.'}</span>;
  const path = `/api/processes/${encodeURIComponent(name)}/restart`;
  return (
    <CommandButton
      label="Restart"
      command={consoleCommand(location.origin, path, meta.value?.tokenFile)}
      confirm={isServer ? `Ends ${name}; it is started again.` : `Loads ${name} anew when it is next invoked.`}
      onRun={() => post(path, {})}
      disabledBy={meta.value?.isLocal === false ? 'On this machine only.' : undefined}
    />
  );
}

function LogTail({ name }: { readonly name: string }) {
  const path = `/api/processes/${encodeURIComponent(name)}/log?lines=200`;
  const log = useFetched<{ readonly lines: readonly string[] }>(path, { atMost: 1_000, byTimeOnly: true });
  return (
    <FetchState of={log} what={`the log of ${name}`}>
      {({ lines }) => <LogLines name={name} lines={lines} />}
    </FetchState>
  );
}

interface LogLinesProps {
  readonly name: string;
  readonly lines: readonly string[];
}

function LogLines({ name, lines }: LogLinesProps) {
  if (lines.length === 0) return <EmptyNote>{name} has logged nothing yet.</EmptyNote>;
  return <TextBox label={`Log of ${name}`} text={lines.join('\n')} isFollowed />;
}
