import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readApp } from '../../../local/app-model.ts';
import { parseTemplate } from '../../../local/assembly.ts';
import { RULE } from '../../../local/resource-types.ts';
import { startSchedules } from '../../../local/schedules.ts';
import { returned, scriptedFunction } from '../../doubles/scripted-function.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-01-01T12:00:00.000Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const addresses = { brokers: '', apiUrl: () => '', streamArn: () => '' };

const anApp = (ScheduleExpression: string, input = {}) =>
  readApp(
    [
      parseTemplate({
        Resources: {
          Nightly: {
            Type: 'AWS::Events::Rule',
            Properties: {
              ScheduleExpression,
              State: 'ENABLED',
              Targets: [{ Arn: 'the-function', Id: 'Target0', ...input }],
            },
          },
        },
        Outputs: {},
      }),
    ],
    addresses,
  );

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', 1],
    ['rate(5 minutes)', 5],
    ['rate(2 hours)', 120],
    ['rate(1 day)', 1_440],
  ])('%s invokes its function every %i minutes, and not at the start', async (rate, minutes) => {
    const { invoke, events } = scriptedFunction(() => returned());
    startSchedules({ app: anApp(rate), invoke });

    await vi.advanceTimersByTimeAsync(minutes * 60_000 - 1);
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(events).toMatchObject([{ 'detail-type': 'Scheduled Event', detail: {} }]);
    await vi.advanceTimersByTimeAsync(minutes * 60_000);
    expect(events).toHaveLength(2);
  });

  it('invokes its function with its own words where it has some', async () => {
    const { invoke, events } = scriptedFunction(() => returned());
    startSchedules({ app: anApp('rate(1 minute)', { Input: '{"action":"count"}' }), invoke });

    await vi.advanceTimersByTimeAsync(60_000);

    expect(events).toEqual([{ action: 'count' }]);
  });

  it('that is stopped invokes nothing more', async () => {
    const { invoke, events } = scriptedFunction(() => returned());

    startSchedules({ app: anApp('rate(1 minute)'), invoke }).stop();

    await vi.advanceTimersByTimeAsync(600_000);
    expect(events).toEqual([]);
  });

  it('that is no rate is refused', () => {
    expect(() => anApp('cron(0 12 * * ? *)').of(RULE)).toThrow(/^Nightly can't run here .*must be a rate/);
  });
});
