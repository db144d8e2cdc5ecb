import type { MiddlewareObj } from '@middy/core';
import * as z from 'zod/mini';
import { measure } from './telemetry.ts';

const StreamTimes = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ ApproximateCreationDateTime: z.optional(z.number()) }) })),
});

/** Seconds since the oldest change of a batch was written; undefined where no record says when that was. */
export function oldestRecordAge(event: unknown, now: Date): number | undefined {
  const { data } = z.safeParse(StreamTimes, event);
  const times = data?.Records.flatMap(({ dynamodb }) => dynamodb.ApproximateCreationDateTime ?? []) ?? [];
  return times.length === 0 ? undefined : Math.max(0, now.getTime() / 1_000 - Math.min(...times));
}

/** Measures how far a stream's follower is behind, as it sees it itself. */
export const measureStreamAge = (now: () => Date): MiddlewareObj => ({
  before({ event }) {
    const age = oldestRecordAge(event, now());
    if (age !== undefined) measure('StreamRecordAgeSeconds', age);
  },
});
