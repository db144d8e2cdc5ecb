import type { ComponentChildren } from 'preact';
import type { Bar } from '../../contract/order-views.ts';
import type { Fetched } from './use-fetched.ts';

export type Outcome = Bar['outcome'] | 'note';

/** An outcome in a sign, for whoever does not see its colour. */
export const OUTCOME_SIGNS: Readonly<Record<Outcome, string>> = {
  ok: '✓',
  failed: '✕',
  waiting: '…',
  duplicate: '2×',
  note: 'i',
};

export function OutcomeBadge({ outcome, text }: { readonly outcome: Outcome; readonly text: string }) {
  return (
    <span class={`badge badge-${outcome}`}>
      <span aria-hidden="true">{OUTCOME_SIGNS[outcome]}</span> {text}
    </span>
  );
}

interface TableBoxProps {
  /** What the table holds, for screen readers. */
  readonly label: string;
  readonly columns: readonly string[];
  readonly children: ComponentChildren;
}

/** A table that scrolls by itself where the page is narrow; a column that starts with `#` holds numbers. */
export function TableBox({ label, columns, children }: TableBoxProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
    <section class="scroll" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" class={column.startsWith('#') ? 'number' : ''}>
                {column.replace(/^#/, '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

interface FetchStateProps<T> {
  readonly of: Fetched<T>;
  /** What is loading: `the orders`. */
  readonly what: string;
  readonly children: (data: T) => ComponentChildren;
}

/** What was fetched, or why there is nothing to see yet. What is old is said to be so. */
export function FetchState<T>({ of, what, children }: FetchStateProps<T>) {
  const [data, problem] = [of.data.value, of.problem.value];
  return (
    <>
      {problem !== undefined && (
        <p class="banner banner-failed" role="alert">
          <OutcomeBadge outcome="failed" text="not read" /> {problem}{' '}
          {data === undefined ? 'It is tried again each few seconds.' : 'What you see is older.'}
        </p>
      )}
      {data === undefined ? problem === undefined && <p class="muted">Reading {what} …</p> : children(data)}
    </>
  );
}

/** Said where a list is empty: what that means. */
export const EmptyNote = ({ children }: { readonly children: ComponentChildren }) => <p class="empty">{children}</p>;
