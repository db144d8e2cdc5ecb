import middy from '@middy/core';
import type { Context, EventBridgeEvent } from 'aws-lambda';
import { reportMissedKey } from '../payments/payment-report.ts';
import { secretsClient, secretsManagerGatewayKey } from '../payments/secrets-manager-gateway-key.ts';
import { fixedKey } from '../payments/table-guard.ts';
import { readEnv } from '../platform/env.ts';
import { problems, requestLog } from '../platform/http-handler.ts';
import type { HttpEvent } from '../platform/http-route.ts';
import { leanDynamo } from '../platform/lean-dynamo.ts';
import { dynamoHintedPayments } from './dynamo-hinted-payments.ts';
import { GatewayWebhookEnv } from './env.ts';
import { takeHint, webhookRoute } from './receive-webhook.ts';
import { paymentIn, stripeNotification } from './stripe-notification.ts';

const env = readEnv(GatewayWebhookEnv);
const now = () => new Date();
const secret =
  env.WEBHOOK_SECRET_IN === 'environment'
    ? fixedKey(env.WEBHOOK_SECRET)
    : secretsManagerGatewayKey({
        secrets: secretsClient(),
        secretId: env.WEBHOOK_SECRET,
        now,
        missed: reportMissedKey,
      });
const take = takeHint({
  payments: dynamoHintedPayments({ dynamo: leanDynamo(), table: env.PAYMENT_DEDUP_TABLE }),
  now,
});
const overHttp = middy()
  .use(requestLog())
  .use(problems())
  .handler(webhookRoute({ read: stripeNotification(secret.current), take }));

type PartnerEvent = EventBridgeEvent<string, unknown>;

const isOfPartner = (event: unknown): event is PartnerEvent => event instanceof Object && 'detail-type' in event;

/** A signed request at the API, or an event from the gateway's own bus, of which AWS knows who sent it. */
export const handler = async (event: HttpEvent | PartnerEvent, context: Context): Promise<unknown> => {
  if (!isOfPartner(event)) return overHttp(event, context);
  const hint = paymentIn(event.detail);
  return hint && take(hint);
};
