import { auditTotals } from './audit-totals.ts';
import type { Discrepancy } from './discrepancies.ts';
import type { Explanation, Life } from './explain-order.ts';
import type { AuditedOrder, OrderEvidence } from './order-evidence.ts';

/** What an order turned out to be, with its row as it was then. */
export interface ExplainedOrder extends Explanation {
  readonly order: AuditedOrder | undefined;
}

/** Adds up what an audit finds. */
export function auditCounters() {
  const totals = auditTotals();
  const discrepancies: Discrepancy[] = [];
  const left = new Set<string>();
  const skipped: string[] = [];
  const counts = { orders: 0, ofOtherSpans: 0, cleared: 0, notLookedAt: 0 };
  const ofSpan = ({ orderId, order }: OrderEvidence, explained: ExplainedOrder) => {
    counts.orders += 1;
    if (order !== undefined) totals.add(order, explained);
    discrepancies.push(...explained.discrepancies);
    if (!isEnd(explained.life)) left.add(orderId);
  };
  return {
    ofSpan,
    /** Of the span, and looked at since its sources did not fit together. */
    suspect(first: OrderEvidence, explained: ExplainedOrder) {
      ofSpan(first, explained);
      if (explained.discrepancies.length === 0) counts.cleared += 1;
    },
    ofOther({ orderId }: OrderEvidence, { order, life, discrepancies: found }: ExplainedOrder) {
      counts.ofOtherSpans += 1;
      discrepancies.push(...found);
      // An order that is not there comes to no end.
      if (found.length > 0 || (order !== undefined && !isEnd(life))) left.add(orderId);
    },
    notLookedAt(orderId: string) {
      counts.notLookedAt += 1;
      skipped.push(orderId);
    },
    /** Nothing is known of their money. */
    unreadable(found: readonly Discrepancy[]) {
      discrepancies.push(...found);
      for (const { orderId } of found) left.add(orderId);
    },
    result: () => ({
      ...counts,
      totals: totals.byCurrency(),
      discrepancies: unique(discrepancies),
      left: [...new Set([...skipped, ...left])],
    }),
  };
}

/** A row that can't be read is found by the scan, and by a look. */
const unique = (found: readonly Discrepancy[]): readonly Discrepancy[] => [
  ...new Map(found.map((one) => [`${one.orderId} ${one.kind} ${one.found}`, one])).values(),
];

const isEnd = (life: Life) => life !== 'open' && life !== 'in-review' && life !== 'discrepant';
