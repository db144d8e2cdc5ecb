import * as z from 'zod/mini';

export const StatusUpdaterEnv = z.object({ ORDERS_TABLE: z.string() });
export type StatusUpdaterEnv = z.input<typeof StatusUpdaterEnv>;
