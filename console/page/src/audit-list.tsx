import type { AuditEntry } from '../../contract/console-views.ts';
import { CodeChip } from './code-chip.tsx';
import { MomentText } from './moment-text.tsx';
import { useFetched } from './use-fetched.ts';
import { EmptyNote, FetchState, TableBox } from './view-parts.tsx';

/** What was written through this console since it started. */
export function AuditList() {
  const audit = useFetched<readonly AuditEntry[]>('/api/audit');
  return (
    <section class="card" aria-label="Audit">
      <h3>Written through this console since it started</h3>
      <FetchState of={audit} what="the audit list">
        {(entries) =>
          entries.length === 0 ? (
            <EmptyNote>Nothing yet. What buttons of this console write is listed here.</EmptyNote>
          ) : (
            <TableBox label="What was written" columns={['When', 'Action', 'On', 'Outcome', 'The same by hand']}>
              {entries.map(({ at, action, on, outcome, command }) => (
                <tr key={`${at} ${action} ${on}`}>
                  <td>
                    <MomentText at={at} />
                  </td>
                  <td>{action}</td>
                  <td class="mono">{on.startsWith('ord_') ? <a href={`#/orders/${on}`}>{on}</a> : on}</td>
                  <td class="message">{outcome}</td>
                  <td>
                    <CodeChip code={command} />
                  </td>
                </tr>
              ))}
            </TableBox>
          )
        }
      </FetchState>
    </section>
  );
}
