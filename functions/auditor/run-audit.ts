import pLimit from 'p-limit';
import { auditBooks } from './audit-books.ts';
import { auditCounters, type ExplainedOrder } from './audit-counters.ts';
import type { AuditSources, Span } from './audit-sources.ts';
import type { CurrencyTotals } from './audit-totals.ts';
import type { Discrepancy } from './discrepancies.ts';
import { explainOrder } from './explain-order.ts';
import { lookAgain } from './look-again.ts';
import type { AuditClock, OrderEvidence } from './order-evidence.ts';
import { type AuditProgress, progressCounter, readSources, unreadableRow } from './read-sources.ts';

interface RunAuditDeps extends AuditSources {
  readonly now: () => Date;
  /** Milliseconds that an order's events, or its payment's, may be under way. */
  readonly lag: number;
  readonly progress: (progress: AuditProgress) => void;
}

export interface AuditRun {
  /** When the orders were placed. It ends in the past, so that what was just accepted is not asked for. */
  readonly span: Span;
  /** Orders of earlier spans that had not come to their end, or did not fit together. */
  readonly left: readonly string[];
  /** Undefined: it takes as long as it takes. */
  readonly time?: AuditTime;
}

/** Milliseconds since the epoch. */
export interface AuditTime {
  /** When the sources must have been read: without one of them nothing can be explained. */
  readonly readUntil: number;
  /** From then on no order is looked at by itself: those are left. */
  readonly lookUntil: number;
}

/** The sources could not be read in the time that a run had. */
export class AuditOutOfTime extends Error {
  override readonly name = 'AuditOutOfTime';
}

export interface AuditReport {
  /** ISO times. */
  readonly from: string;
  readonly until: string;
  readonly orders: number;
  /** Orders of earlier spans, or of which something was found in this one. */
  readonly ofOtherSpans: number;
  readonly totals: Readonly<Record<string, CurrencyTotals>>;
  readonly discrepancies: readonly Discrepancy[];
  /** Orders that were suspicious at first, and turned out to be under way, or right. */
  readonly cleared: number;
  /** Orders that would have been looked at by themselves, but for their number or for the time: nobody knows yet. */
  readonly notLookedAt: number;
  /** Orders to look at again: not at their end, or not explained. */
  readonly left: readonly string[];
  readonly read: AuditProgress;
}

/** Each look is some ten calls. Where so many orders are wrong, one cause is likely. */
const MOST_LOOKS = 20_000;
const LOOKS_AT_ONCE = 8;

/** Explains every order of a span, and what is left of earlier ones. Reads only. @throws where a source can't be read; AuditOutOfTime. */
export function runAudit(deps: RunAuditDeps) {
  return async ({ span, left, time = NO_LIMIT }: AuditRun): Promise<AuditReport> => {
    const begun = deps.now().getTime();
    const isPast = (moment: number) => deps.now().getTime() >= moment;
    const assertTime = () => {
      if (isPast(time.readUntil)) throw new AuditOutOfTime('the sources were not read in the time that there was');
    };
    const counter = progressCounter(deps.progress);
    const books = auditBooks(span);
    const unreadable = await readSources(deps, { span, begun, counter, books, assertTime });
    const clock: AuditClock = { now: begun, lag: deps.lag, topicsSince: books.topicsSince() };
    const look = lookAgain({ ...deps, covers: books.covers });
    const counters = auditCounters();
    const suspects: OrderEvidence[] = [];
    for (const evidence of books.orders()) {
      const explained = explainOrder(evidence, clock);
      if (explained.discrepancies.length > 0) suspects.push(evidence);
      else counters.ofSpan(evidence, { ...explained, order: evidence.order });
    }
    const guests = await guestsOf(books, deps, assertTime);
    const others = [...new Set([...guests, ...left])].map(books.evidence);
    const limit = pLimit(LOOKS_AT_ONCE);
    const lookAt = (put: typeof counters.ofSpan, explain: ReturnType<typeof explainByLook>) => (first: OrderEvidence) =>
      limit(async () => {
        if (isPast(time.lookUntil)) {
          counters.notLookedAt(first.orderId);
          return;
        }
        put(first, await explain(first));
        counter.counted('looks');
      });
    const looks = [
      ...suspects.slice(0, MOST_LOOKS).map(lookAt(counters.suspect, explainByLook(look, clock))),
      // Of their events only some were read.
      ...others.map(lookAt(counters.ofOther, explainByLook(look, { ...clock, topicsSince: Number.POSITIVE_INFINITY }))),
    ];
    await Promise.all(looks);
    for (const { orderId } of suspects.slice(MOST_LOOKS)) counters.notLookedAt(orderId);
    counters.unreadable(unreadable);
    const [from, until] = [new Date(span.from).toISOString(), new Date(span.until).toISOString()];
    return { from, until, ...counters.result(), read: counter.counts() };
  };
}

const NO_LIMIT: AuditTime = { readUntil: Number.POSITIVE_INFINITY, lookUntil: Number.POSITIVE_INFINITY };

/** Explains an order by a look of its own: what has moved since the sources were read is under way. */
function explainByLook(look: ReturnType<typeof lookAgain>, clock: AuditClock) {
  return async (first: OrderEvidence): Promise<ExplainedOrder> => {
    const found = await look(first);
    switch (found.kind) {
      case 'still':
        return { ...explainOrder(found.evidence, clock), order: found.evidence.order };
      case 'moving':
        return { ...explainOrder(first, clock), life: 'open', discrepancies: [], order: first.order };
      case 'unreadable':
        return {
          life: 'discrepant',
          captured: 0,
          givenBack: 0,
          order: first.order,
          discrepancies: [unreadableRow(found)],
        };
    }
  };
}

/** Orders that are not of the span, and of which something was found in it. */
async function guestsOf(
  books: ReturnType<typeof auditBooks>,
  { gateway }: AuditSources,
  assertTime: () => void,
): Promise<readonly string[]> {
  const { orderIds, intentIds } = books.guests();
  const limit = pLimit(LOOKS_AT_ONCE);
  const find = (id: string) => {
    assertTime();
    return gateway.intent(id);
  };
  const intents = await Promise.all([...intentIds].map((id) => limit(find, id)));
  const ofRefunds = intents.flatMap((intent) => {
    if (intent === undefined) return [];
    books.intent(intent);
    return books.isOurs(intent) ? [intent.orderId ?? ''] : [];
  });
  return [...orderIds, ...ofRefunds];
}
