import type { Books } from '../../contract/live-events.ts';
import { type Verdict, verdictOf } from './books-verdict.ts';
import { formatCount } from './console-format.ts';
import { live } from './console-store.ts';
import { orderHash } from './order-marks.tsx';

interface FigureProps {
  readonly name: string;
  /** Null where it is not read. */
  readonly count: number | null | undefined;
  readonly href: string;
  readonly isAlarm?: boolean;
}

function Figure({ name, count, href, isAlarm = false }: FigureProps) {
  return (
    <a href={href} class={isAlarm && (count ?? 0) > 0 ? 'books-alarm' : ''}>
      {name} <b>{count === undefined || count === null ? '–' : formatCount(count)}</b>
    </a>
  );
}

type Figured = number | null | undefined;

/** What is not read is equal to nothing, and differs from nothing. */
function signOf(one: Figured, other: Figured): string {
  if (one === null || other === null) return '?';
  return one === other ? '=' : '≠';
}

const BADGES = { unknown: '', balanced: 'badge-ok', 'under-way': 'badge-waiting', broken: 'badge-failed' } as const;

/** Before the stores were read, nothing is known. */
const NOTHING = { accepted: undefined, published: undefined, settled: undefined, open: undefined } as const;

/** What must be equal, counted from the stores themselves; each figure links to what it counts. */
export function BooksBar() {
  const books = live.value?.books;
  const verdict = verdictOf(books);
  const counted = typeof books?.at === 'number' ? books : undefined;
  return (
    <section class={`books books-${verdict.kind}`} aria-label="Invariants">
      <VerdictBadge {...verdict} />
      <Equation {...(counted ?? NOTHING)} />
      <Money {...(counted ?? {})} />
      <Exceptions {...(counted ?? {})} />
      {counted && (
        <>
          <Suspects suspects={counted.suspects} />
          <Since since={counted.since} />
        </>
      )}
    </section>
  );
}

/** Where the books do not go back to the first order. */
function Since({ since }: Pick<Books, 'since'>) {
  return since === null ? null : <span class="muted">orders since {new Date(since).toLocaleString('en-GB')}</span>;
}

/** Read aloud at once only where it is bad. */
function VerdictBadge({ kind, words }: Verdict) {
  return (
    <span class={`badge ${BADGES[kind]}`} role={kind === 'broken' ? 'alert' : undefined}>
      {words}
    </span>
  );
}

type Figures<Name extends keyof Books> = Readonly<Partial<Pick<Books, Name>>>;

function Equation({ accepted, published, settled, open }: Figures<'accepted' | 'published' | 'settled' | 'open'>) {
  const counted = settled === undefined || open === undefined ? undefined : settled + open;
  return (
    <span class="books-group">
      <Figure name="accepted" count={accepted} href="#/orders" />
      <span>{signOf(accepted, published)}</span>
      <Figure name="published" count={published} href="#/topics" />
      <span>{signOf(published, counted)}</span>
      <Figure name="settled" count={settled} href="#/orders" />
      <span>+</span>
      <Figure name="open" count={open} href="#/orders" />
    </span>
  );
}

function Money({ captured, paid }: Figures<'captured' | 'paid'>) {
  return (
    <span class="books-group">
      <Figure name="captured" count={captured} href="#/payments?state=CAPTURED" />
      <span>{signOf(captured, paid)}</span>
      <Figure name="paid" count={paid} href="#/orders?status=PAID" />
    </span>
  );
}

type Exceptional = Figures<'lost' | 'double' | 'inReview' | 'parked' | 'deadLetters' | 'copies' | 'suspects'>;

function Exceptions({ lost, double, inReview, parked, deadLetters, copies, suspects = [] }: Exceptional) {
  const [suspect] = suspects.map((id) => orderHash(id));
  return (
    <span class="books-group">
      <Figure name="lost" count={lost} href={suspect ?? '#/topics'} isAlarm />
      <Figure name="double" count={double} href={suspect ?? '#/payments'} isAlarm />
      <Figure name="in review" count={inReview} href="#/payments?state=IN_REVIEW" />
      <Figure name="parked" count={parked} href="#/payments?state=CHARGING" />
      <Figure name="dead letters" count={deadLetters} href="#/dead-letters" />
      <Figure name="copies" count={copies} href="#/topics" />
    </span>
  );
}

function Suspects({ suspects }: { readonly suspects: Books['suspects'] }) {
  if (suspects.length === 0) return null;
  return (
    <span class="books-group">
      <span>look at</span>
      {suspects.map((id) => (
        <a key={id} class="books-alarm" href={orderHash(id)}>
          <b>{id}</b>
        </a>
      ))}
    </span>
  );
}
