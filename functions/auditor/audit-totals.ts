import type { Explanation, Life } from './explain-order.ts';
import type { AuditedOrder } from './order-evidence.ts';

/** The orders of a span in one currency; amounts are integer minor units. */
export interface CurrencyTotals {
  readonly orders: number;
  /** Of all orders: what the lives add up to. */
  readonly accepted: number;
  readonly byLife: Readonly<Record<Life, { readonly orders: number; readonly amount: number }>>;
  /** At the gateway. */
  readonly captured: number;
  readonly givenBack: number;
  /** What the gateway keeps of orders that have not come to their end, or do not fit together. */
  readonly keptOfOthers: number;
  /** Captured, less what was given back, what is paid and what is kept of others: 0, or the books are wrong. */
  readonly unexplained: number;
}

const NONE = { orders: 0, amount: 0 };
const NOTHING: CurrencyTotals['byLife'] = {
  ...{ paid: NONE, declined: NONE, cancelled: NONE, refunded: NONE, open: NONE, 'in-review': NONE, discrepant: NONE },
};

/** Adds up orders by their currency. */
export function auditTotals() {
  const totals = new Map<string, Omit<CurrencyTotals, 'unexplained'>>();
  return {
    add(
      { currency, amount }: Pick<AuditedOrder, 'currency' | 'amount'>,
      explained: Omit<Explanation, 'discrepancies'>,
    ) {
      const { life, captured, givenBack } = explained;
      const before = totals.get(currency) ?? EMPTY;
      const isOther = life === 'open' || life === 'in-review' || life === 'discrepant';
      totals.set(currency, {
        orders: before.orders + 1,
        accepted: before.accepted + amount,
        byLife: {
          ...before.byLife,
          [life]: { orders: before.byLife[life].orders + 1, amount: before.byLife[life].amount + amount },
        },
        captured: before.captured + captured,
        givenBack: before.givenBack + givenBack,
        keptOfOthers: before.keptOfOthers + (isOther ? captured - givenBack : 0),
      });
    },
    byCurrency: (): Readonly<Record<string, CurrencyTotals>> =>
      Object.fromEntries(
        [...totals]
          .toSorted(([one], [other]) => one.localeCompare(other))
          .map(([currency, sums]) => {
            const { captured, givenBack, keptOfOthers, byLife } = sums;
            return [currency, { ...sums, unexplained: captured - givenBack - keptOfOthers - byLife.paid.amount }];
          }),
      ),
  };
}

const EMPTY: Omit<CurrencyTotals, 'unexplained'> = {
  ...{ orders: 0, accepted: 0, byLife: NOTHING, captured: 0, givenBack: 0, keptOfOthers: 0 },
};
