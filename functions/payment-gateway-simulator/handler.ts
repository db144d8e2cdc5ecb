import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import middy from '@middy/core';
import { readEnv } from '../platform/env.ts';
import { requestLog } from '../platform/http-handler.ts';
import { leanDynamo } from '../platform/lean-dynamo.ts';
import { dynamoChargeLedger } from './dynamo-charge-ledger.ts';
import { PaymentGatewaySimulatorEnv } from './env.ts';
import { gatewayRoutes } from './simulator-routes.ts';
import { webhook } from './webhook-delivery.ts';

const env = readEnv(PaymentGatewaySimulatorEnv);
const now = () => new Date();
const newToken = () => randomBytes(8).toString('hex');

const route = gatewayRoutes({
  ledger: dynamoChargeLedger({ dynamo: leanDynamo(), table: env.LEDGER_TABLE }),
  gatewayKey: env.GATEWAY_KEY,
  keyWindowSeconds: env.KEY_WINDOW_SECONDS,
  notify: webhook({ url: env.WEBHOOK_URL, secret: env.WEBHOOK_SECRET, events: env.WEBHOOK_EVENTS, now, newToken }),
  now,
  newToken,
  wait,
});

export const handler = middy().use(requestLog()).handler(route);
