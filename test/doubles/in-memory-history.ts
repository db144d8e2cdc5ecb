import type { History } from '../../operations/backfill.ts';

/** Rows with the time that puts them into a period, in pages of so many. */
export const inMemoryHistory = <Row>(
  rows: () => readonly Row[],
  { timeOf, pageSize = 100 }: { readonly timeOf: (row: Row) => string; readonly pageSize?: number },
): History<Row> => ({
  async page({ from = '0', until = '9' }, after = '0') {
    const end = Number(after) + pageSize;
    const page = rows().slice(Number(after), end);
    return {
      rows: page
        .filter((row) => timeOf(row) >= from && timeOf(row) < until)
        .map((row) => ({ kind: 'readable', row: structuredClone(row) })),
      scanned: page.length,
      next: end < rows().length ? String(end) : undefined,
    };
  },
});
