import * as z from 'zod/mini';
import './error-messages.ts';

/** A whole number of seconds, written as text in the environment. */
export const Seconds = z.pipe(
  z.string().check(z.regex(/^\d+$/, 'must be a whole number of seconds')),
  z.transform((text) => Number(text)),
);

/** What a consumer does with failed records: `report` needs a source with ReportBatchItemFailures; `throw` is right everywhere. */
export const FailureMode = z.enum(['report', 'throw']);
export type FailureMode = z.infer<typeof FailureMode>;

/** How many records with different keys a consumer processes at once at most, written as text in the environment. */
const RecordsAtOnce = z.pipe(
  z.string().check(z.regex(/^[1-9]\d*$/, 'must be a whole number from 1')),
  z.transform((text) => Number(text)),
);

/** What the handler of every consumer reads by itself. */
export const ConsumerEnv = z.object({
  QUARANTINE_FUNCTION: z.string(),
  FAILURE_MODE: FailureMode,
  RECORDS_AT_ONCE: RecordsAtOnce,
});
export type ConsumerEnv = z.input<typeof ConsumerEnv>;

/** What the logger and the metrics of every function read by themselves. */
export interface TelemetryEnv {
  /** The dimension of its metrics, and a field of its log lines. */
  readonly POWERTOOLS_SERVICE_NAME: string;
  readonly POWERTOOLS_METRICS_NAMESPACE: string;
  readonly POWERTOOLS_LOG_LEVEL: string;
  /** How many traces in a hundred are sent to X-Ray; absent: none. */
  readonly TRACES_PERCENT?: string;
}

/** Reads the function's environment once, at cold start; a missing variable is one readable error. */
export function readEnv<Schema extends z.ZodMiniType>(schema: Schema): z.output<Schema> {
  const result = z.safeParse(schema, process.env);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`The function's environment is incomplete. ${problems.join('; ')}`);
}
