import { describe, expect, it } from 'vitest';
import { reportOutcome } from '../../../functions/platform/consumer-handler.ts';
import { publishMetrics } from '../../../functions/platform/telemetry.ts';
import { logsOf } from '../../harness/captured-logs.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const event = { id: 'event-1', traceparent: `00-${TRACE}-00f067aa0ba902b7-01`, data: { orderId: 'ord_1' } };

const linesOf = (outcome: 'reserved' | 'duplicate') =>
  logsOf(async () => {
    reportOutcome('reservation', { reserved: undefined, duplicate: 'DuplicatesSuppressed' })(event, outcome);
    publishMetrics();
  });

describe("report an event's outcome", () => {
  it('logs it with the ids that the event is found by, and counts it', async () => {
    const [log, metrics] = await linesOf('duplicate');

    expect(log).toMatchObject({
      message: 'reservation',
      orderId: 'ord_1',
      eventId: 'event-1',
      traceId: TRACE,
      outcome: 'duplicate',
    });
    expect(metrics).toMatchObject({ DuplicatesSuppressed: 1 });
  });

  it.each([
    ['reserved', 'DEBUG'],
    ['duplicate', 'INFO'],
  ] as const)(
    'logs an ordinary outcome in stages that log each event, and every other one in all: %s',
    async (outcome, level) => {
      const metrics = { reserved: undefined, duplicate: undefined };
      const [log] = await logsOf(async () => reportOutcome('reservation', metrics, 'reserved')(event, outcome));

      expect(log).toMatchObject({ outcome, level });
    },
  );

  it('only logs an outcome that has no metric', async () => {
    expect(await linesOf('reserved')).toEqual([expect.objectContaining({ outcome: 'reserved' })]);
  });
});
