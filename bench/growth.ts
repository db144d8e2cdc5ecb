import type { Comparison, Figure } from './harness/figure.ts';
import { inProcesses, type Variant } from './harness/variant-process.ts';

const CASE = 'one call';
const ofEvents = (count: number): Variant => ({ subject: 'outbox-in-memory', env: { EVENTS: String(count) } });

const comparison = (ours: string): Comparison => ({
  ...{ case: CASE, metric: 'cpu', per: 'event', atMost: 1.2 },
  ...{ ours, peer: '1,000 events', control: `${ours}, again` },
});

export const growth: Figure = {
  name: 'growth',
  about:
    'CPU for each event of a call of publishOutbox, with many events against few. Broker, rows and clock are doubles in memory, so ' +
    'that nothing but its own work is measured.',
  comparisons: ['10,000 events', '50,000 events'].map(comparison),
  measure: (bench) =>
    inProcesses({
      bench,
      env: {},
      variants: {
        '1,000 events': ofEvents(1_000),
        '10,000 events': ofEvents(10_000),
        '10,000 events, again': ofEvents(10_000),
        '50,000 events': ofEvents(50_000),
        '50,000 events, again': ofEvents(50_000),
      },
      cases: { [CASE]: {} },
      warmUps: 3,
    }),
};
