import type { Books } from '../../contract/live-events.ts';

export interface Verdict {
  readonly kind: 'unknown' | 'balanced' | 'under-way' | 'broken';
  readonly words: string;
}

/**
 * What the books say together. The stores are read one after the other while orders move, so a difference that an order
 * under way explains is not broken; an order lost or charged twice always is.
 */
export function verdictOf(books: Books | undefined): Verdict {
  if (books === undefined || books.at === null) return { kind: 'unknown', words: 'counting …' };
  if (books.lost + (books.double ?? 0) > 0) return { kind: 'broken', words: `BROKEN: ${troubleOf(books)}` };
  const underWay = Math.max(books.open, books.accepted - books.published, books.accepted - books.settled);
  if (underWay > 0) return { kind: 'under-way', words: `${underWay} under way` };
  // The ledger is read last. Charges beyond the paid orders are of those in review or refunded.
  if (books.captured !== null && books.captured < books.paid) return { kind: 'unknown', words: 'counting …' };
  return { kind: 'balanced', words: 'balanced' };
}

function troubleOf({ lost, double }: Books): string {
  return [lost > 0 ? `${lost} lost` : '', (double ?? 0) > 0 ? `${double} charged twice` : '']
    .filter(Boolean)
    .join(', ');
}
