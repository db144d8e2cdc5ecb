import type { LiveSample } from '../../contract/live-events.ts';
import { formatCount, formatDuration } from './console-format.ts';

/** A line of a plot; its colour is a token of the page. */
interface PlotSeries {
  readonly label: string;
  readonly token: 'accent' | 'ok' | 'warn' | 'copy';
  readonly isDashed?: boolean;
  readonly read: (sample: LiveSample) => number | null;
}

export interface PlotKind {
  readonly id: string;
  readonly title: string;
  /** Where its figures are explained. */
  readonly href: string;
  readonly series: readonly PlotSeries[];
  readonly format: (value: number) => string;
}

const rate = (value: number) => `${Number(value.toFixed(1))}/s`;

export const PLOTS: readonly PlotKind[] = [
  {
    id: 'rates',
    title: 'Orders and payments',
    href: '#/orders',
    format: rate,
    series: [
      { label: 'orders', token: 'accent', read: ({ ordersPerSecond }) => ordersPerSecond },
      { label: 'paid', token: 'ok', isDashed: true, read: ({ paidPerSecond }) => paidPerSecond },
    ],
  },
  {
    id: 'latency',
    title: 'From POST to PAID',
    href: '#/orders?status=PAID',
    format: formatDuration,
    series: [
      { label: 'p50', token: 'ok', read: ({ p50 }) => p50 },
      { label: 'p99', token: 'accent', isDashed: true, read: ({ p99 }) => p99 },
    ],
  },
  {
    id: 'publish-lag',
    title: 'Publish lag',
    href: '#/orders',
    format: formatCount,
    series: [{ label: 'saved but not acknowledged', token: 'warn', read: ({ publishLag }) => publishLag }],
  },
  {
    id: 'consumer-lag',
    title: 'Consumer lag',
    href: '#/operate',
    format: formatCount,
    series: [{ label: 'records before the processor', token: 'warn', read: ({ consumerLag }) => consumerLag }],
  },
  {
    id: 'duplicates',
    title: 'Duplicates suppressed',
    href: '#/payments',
    format: formatCount,
    series: [{ label: 'copies without effect', token: 'copy', read: ({ duplicates }) => duplicates }],
  },
];

/** Without samples for so long, a line is broken: nobody looked. */
const GAP_MS = 10_000;

export type PlotColumns = [xs: number[], ...ys: (number | null)[][]];

/** Columns for the plot: seconds since the epoch, then a column for each line; a gap in time is one in the lines. */
export function columnsOf(samples: readonly LiveSample[], series: PlotKind['series']): PlotColumns {
  const rows = samples.flatMap((sample, index): (LiveSample | number)[] => {
    const before = samples[index - 1];
    return before !== undefined && sample.at - before.at > GAP_MS ? [before.at + 1, sample] : [sample];
  });
  return [
    rows.map((row) => (typeof row === 'number' ? row : row.at) / 1_000),
    ...series.map(({ read }) => rows.map((row) => (typeof row === 'number' ? null : read(row)))),
  ];
}

/** What the plot shows, as a file for a spreadsheet: a row for each sample, times in ISO 8601, empty where nothing is known. */
export function csvOf(samples: readonly LiveSample[], { series }: Pick<PlotKind, 'series'>): string {
  const head = ['at', ...series.map(({ label }) => label)];
  const rows = samples.map((sample) => [
    new Date(sample.at).toISOString(),
    ...series.map(({ read }) => read(sample) ?? ''),
  ]);
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}
