import middy from '@middy/core';
import { flushMetrics, logger, measure } from '../platform/telemetry.ts';
import { type RetryDueEffectsDeps, retryDueEffects } from './retry-due-effects.ts';

/** For the writes of the last attempt, each tried three times, and for what is reported. */
const RESERVE_MS = 10_000;

interface EffectRetrierOptions<Input> extends Omit<RetryDueEffectsDeps<Input>, 'report' | 'failed' | 'concurrency'> {
  /** How many effects are tried at once. */
  readonly concurrency?: number;
}

/** The Lambda handler of a scheduled function that tries due effects. Its timeout is a lease, and time for attempts. */
export function effectRetrier<Input>({ concurrency = 16, ...deps }: EffectRetrierOptions<Input>) {
  const retryDue = retryDueEffects({
    ...deps,
    concurrency,
    report: ({ effectKey, attempts }, outcome) =>
      logger[outcome === 'conflict' ? 'error' : 'info']('effect retried', { effectKey, attempts, outcome }),
    failed: (effectKey, error) => logger.error('effect not retried, it stays due', { effectKey, error }),
  });
  return middy()
    .use(flushMetrics())
    .handler(async (_event: unknown, { getRemainingTimeInMillis }) => {
      const reserve = deps.leaseSeconds * 1_000 + RESERVE_MS;
      const summary = await retryDue({
        deadline: new Date(deps.now().getTime() + getRemainingTimeInMillis() - reserve),
      });
      // Also where it is 0: silence is an alarm.
      measure('OldestOpenEffectAgeSeconds', summary.oldestOpenSeconds);
      logger.info('effects retried', { summary });
      return summary;
    });
}
