import type { FinalOrder, HistoryRun } from '../history/history.ts';

export interface SettledOrder {
  readonly order: FinalOrder;
  /** Milliseconds from the end of the faults, or from its placing where that was later. */
  readonly took: number;
}

/** The smallest value that so large a share of all values does not exceed; 0 where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** The orders that were open when the faults had ended, or were placed afterwards, with their time to the last status. */
export const settledTimes = (orders: readonly FinalOrder[], { faultsEndedAt }: HistoryRun): SettledOrder[] =>
  orders.flatMap((order) => {
    const { placedAt, settledAt } = order;
    const took = settledAt === undefined ? 0 : settledAt - Math.max(placedAt, faultsEndedAt);
    return took > 0 ? [{ order, took }] : [];
  });
