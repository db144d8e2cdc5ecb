import * as z from 'zod/mini';
import type { PaymentIntent } from './payment-intent.ts';

/** The first use of an idempotency key: it fixes the intent's id before there is an intent. */
export const KeyUse = z.object({
  key: z.string(),
  intentId: z.string(),
  /** Of the request's parameters. */
  fingerprint: z.string(),
  usedAt: z.string(),
  /** Until then another request with the key is told to wait. */
  inFlightUntil: z.string(),
});
export type KeyUse = z.infer<typeof KeyUse>;

export interface Page {
  readonly limit: number;
  /** Leaves out this intent and all newer ones. */
  readonly startingAfter?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdFrom: number;
}

/** What the simulator remembers. Each call is one request for a single item, or one query. */
export interface ChargeLedger {
  /** Remembers the use, unless the key was used already (at `pruneBefore` or later). Answers the use that counts. */
  rememberKey(use: KeyUse, pruneBefore: Date): Promise<KeyUse>;
  /** Stores the intent unless it is stored already. */
  storeIntent(intent: PaymentIntent): Promise<void>;
  findIntent(id: string): Promise<PaymentIntent | undefined>;
  /** Cancels an intent that waits for something; answers whether it did. */
  cancelIntent(id: string): Promise<boolean>;
  /** Newest first. */
  listIntents(page: Page): Promise<{ readonly intents: readonly PaymentIntent[]; readonly hasMore: boolean }>;
}
