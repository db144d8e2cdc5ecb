import type { OrderFinding } from '../../contract/order-views.ts';
import { CodeChip } from './code-chip.tsx';
import { type Outcome, OutcomeBadge } from './view-parts.tsx';

const OUTCOME: Readonly<Record<OrderFinding['level'], Outcome>> = {
  problem: 'failed',
  waiting: 'waiting',
  note: 'note',
};

interface FindingListProps {
  readonly findings: readonly OrderFinding[];
  readonly status: string;
}

/** Why an order is not done, and what to do about it. */
export function FindingList({ findings, status }: FindingListProps) {
  return (
    <section aria-label="Findings" class="stack" aria-live="polite">
      {findings.length === 0 && (
        <p class="finding finding-ok">
          <span>
            <OutcomeBadge outcome="ok" text="all is well" /> Nothing contradicts the status {status}.
          </span>
        </p>
      )}
      {findings.map(({ level, what, next, command }) => (
        <div key={what} class={`finding finding-${level}`}>
          <p>
            <OutcomeBadge outcome={OUTCOME[level]} text={level} /> <strong>{what}</strong>
          </p>
          <p>{next}</p>
          {command !== undefined && <CodeChip code={command} />}
        </div>
      ))}
    </section>
  );
}
