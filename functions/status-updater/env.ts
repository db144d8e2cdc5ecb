import * as z from 'zod/mini';
import { FailureMode, RecordsAtOnce } from '../platform/kafka-env.ts';

export const StatusUpdaterEnv = z.object({
  ORDERS_TABLE: z.string(),
  QUARANTINE_FUNCTION: z.string(),
  FAILURE_MODE: FailureMode,
  RECORDS_AT_ONCE: RecordsAtOnce,
});
export type StatusUpdaterEnv = z.input<typeof StatusUpdaterEnv>;
