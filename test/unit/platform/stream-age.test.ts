import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { measureStreamAge, oldestRecordAge } from '../../../functions/platform/stream-batch.ts';
import { flushMetrics } from '../../../functions/platform/telemetry.ts';
import { logsOf } from '../../harness/captured-logs.ts';

const now = new Date('2026-01-01T12:00:00.500Z');
const written = (...seconds: readonly number[]) => ({
  Records: seconds.map((ago) => ({
    dynamodb: { ApproximateCreationDateTime: Math.floor(now.getTime() / 1_000) - ago },
  })),
});

describe("the age of a batch of a stream's records", () => {
  it.each([
    ['that of the oldest', written(3, 60, 0), 60.5],
    ['0 where clocks differ', written(-5), 0],
    ['unknown where no record says when it was written', { Records: [{ dynamodb: {} }] }, undefined],
    ['unknown of an empty batch', written(), undefined],
    ['unknown of what is no batch', { detail: {} }, undefined],
  ])('is %s', (_, event, age) => {
    expect(oldestRecordAge(event, now)).toBe(age);
  });

  it('is a metric of each invocation', async () => {
    const lines = await logsOf(async () => {
      await handled(written(60));
    });

    expect(lines).toMatchObject([{ StreamRecordAgeSeconds: 60.5 }]);
  });
});

const handled = (event: unknown) =>
  middy()
    .use(flushMetrics())
    .use(measureStreamAge(() => now))
    .handler(async () => undefined)(event, {} as Context);
