import type { PaymentRow } from '../contracts/payment-row.ts';
import { Problem, type Route } from '../platform/http-route.ts';
import { logger, measure } from '../platform/telemetry.ts';

/** What the gateway says has happened to a payment. It may be old, repeated or out of order, so it is never more than a hint. */
export interface PaymentHint {
  readonly eventId: string;
}

/** Reads a notification whose sender is certain; undefined where it is not about a payment of ours. */
export type ReadNotification = (payload: string, signature: string) => Promise<PaymentHint | undefined>;

/** The notification is not the gateway's, or is too old to be. */
export class ForgedNotification extends Error {
  override readonly name = 'ForgedNotification';
}

export interface HintedPayments {
  /** Eventually consistent. */
  find(eventId: string): Promise<PaymentRow | undefined>;
  /** Brings a payment forward that is due; changes nothing else, and makes no row. */
  dueNow(eventId: string, now: string): Promise<void>;
}

export interface TakeHintDeps {
  readonly payments: HintedPayments;
  readonly now: () => Date;
}

/** Lets the retrier ask the gateway itself, soon. Whatever a notification says, it decides nothing. */
export function takeHint({ payments, now }: TakeHintDeps) {
  return async ({ eventId }: PaymentHint): Promise<'due' | 'ignored'> => {
    const row = await payments.find(eventId);
    if (row === undefined || !mayHelp(row, now())) return 'ignored';
    await payments.dueNow(eventId, now().toISOString());
    return 'due';
  };
}

/** An attempt that is under way asks the gateway anyway, and most notifications come while it does; so does one whose record comes again. */
const mayHelp = ({ dueAt }: PaymentRow, now: Date) => dueAt !== undefined && new Date(dueAt) > now;

export interface WebhookRouteDeps {
  readonly read: ReadNotification;
  readonly take: ReturnType<typeof takeHint>;
}

/** `POST /webhooks/gateway`: 204 for whatever the gateway has signed, 400 for everything else. */
export function webhookRoute({ read, take }: WebhookRouteDeps): Route {
  return async ({ body = '', isBase64Encoded, headers }) => {
    const payload = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
    const hint = await read(payload, headers['stripe-signature'] ?? '').catch(refuse);
    measure('WebhooksReceived');
    if (hint !== undefined) logger.appendKeys({ eventId: hint.eventId, outcome: await take(hint) });
    return { statusCode: 204 };
  };
}

/** Also without a secret to verify by, which whoever sets the endpoint up sees: a failure of ours would call a person for it. */
function refuse(error: unknown): never {
  measure('WebhooksRefused');
  if (!(error instanceof ForgedNotification)) {
    logger.error('no webhook can be verified', { error });
    throw new Problem({ status: 400, type: 'no-secret', title: 'This endpoint has no signing secret yet.' });
  }
  throw new Problem({
    status: 400,
    type: 'wrong-signature',
    title: "The request is not signed with this endpoint's secret, or was signed too long ago.",
  });
}
