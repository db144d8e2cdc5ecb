import { useSignal } from '@preact/signals';
import type { DeadLettersView as DeadLettersFound } from '../../contract/console-views.ts';
import { AuditList } from './audit-list.tsx';
import { formatCount } from './console-format.ts';
import { route } from './console-store.ts';
import { DeadLetterRecords } from './dead-letter-records.tsx';
import { JobsOfKinds } from './job-progress.tsx';
import { type DeadLetterGroup, groupName } from './redrive-choice.ts';
import { RedriveForm } from './redrive-form.tsx';
import { useFetched } from './use-fetched.ts';
import { EmptyNote, FetchState, OutcomeBadge, TableBox } from './view-parts.tsx';

/** Records in quarantine by their error, what puts them back, and what was written through this console. */
export function QuarantineView() {
  const found = useFetched<DeadLettersFound>('/api/dead-letters');
  return (
    <div class="stack">
      <h2>Dead letters</h2>
      <FetchState of={found} what="the dead letters">
        {(letters) => <QuarantineParts letters={letters} />}
      </FetchState>
      <JobsOfKinds kinds={['redrive']} />
      <AuditList />
    </div>
  );
}

function QuarantineParts({ letters: { groups, records } }: { readonly letters: DeadLettersFound }) {
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  if (groups.length === 0) {
    return (
      <EmptyNote>
        <OutcomeBadge outcome="ok" text="none" /> No record is in quarantine. A record gets there when its consumer
        cannot process it however often it tries.
      </EmptyNote>
    );
  }
  const { query } = route.value;
  const [consumer, error] = [query.get('consumer'), query.get('error')];
  const shown = records.filter((one) => error === null || (one.error === error && one.consumer === consumer));
  return (
    <>
      <section class="card" aria-label="Dead letters by error">
        <h3>By error</h3>
        <GroupsTable groups={groups} chosen={chosen.value} onChoose={(next) => (chosen.value = next)} />
        <RedriveForm groups={groups} chosen={chosen.value} />
      </section>
      <section class="card">
        <div class="card-head">
          <h3>{error === null ? 'Records, the last failure first' : `Records of ${consumer} with ${error}`}</h3>
          {error !== null && <a href="#/dead-letters">Show all</a>}
        </div>
        <DeadLetterRecords records={shown} />
      </section>
    </>
  );
}

interface GroupsTableProps {
  readonly groups: readonly DeadLetterGroup[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

function GroupsTable({ groups, chosen, onChoose }: GroupsTableProps) {
  const names = groups.map(groupName);
  const isAll = names.every((name) => chosen.has(name));
  const toggle = (name: string) => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    onChoose(next);
  };
  return (
    <TableBox label="Groups of dead letters" columns={['Redrive', 'Consumer', 'Error', '#Records']}>
      {groups.map((group) => (
        <tr key={groupName(group)}>
          <td>
            <input
              type="checkbox"
              checked={chosen.has(groupName(group))}
              aria-label={`Choose ${group.error} of ${group.consumer}`}
              onChange={() => toggle(groupName(group))}
            />
          </td>
          <td>{group.consumer}</td>
          <td class="mono">{group.error}</td>
          <td class="number">
            <a href={`#/dead-letters?${new URLSearchParams({ consumer: group.consumer, error: group.error })}`}>
              {formatCount(group.count)}
            </a>
          </td>
        </tr>
      ))}
      <tr>
        <td>
          <input
            type="checkbox"
            checked={isAll}
            aria-label="Choose all"
            onChange={() => onChoose(new Set(isAll ? [] : names))}
          />
        </td>
        <td colSpan={2}>all</td>
        <td class="number">
          <a href="#/dead-letters">{formatCount(groups.reduce((sum, { count }) => sum + count, 0))}</a>
        </td>
      </tr>
    </TableBox>
  );
}
