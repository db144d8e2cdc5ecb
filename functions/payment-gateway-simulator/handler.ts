import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import middy from '@middy/core';
import { dynamoClient } from '../platform/dynamo.ts';
import { readEnv } from '../platform/env.ts';
import { requestLog } from '../platform/http-handler.ts';
import { dynamoChargeLedger } from './dynamo-charge-ledger.ts';
import { PaymentGatewaySimulatorEnv } from './env.ts';
import { gatewayRoutes } from './routes.ts';

const env = readEnv(PaymentGatewaySimulatorEnv);

const route = gatewayRoutes({
  ledger: dynamoChargeLedger({ dynamo: dynamoClient(), table: env.LEDGER_TABLE }),
  gatewayKey: env.GATEWAY_KEY,
  keyWindowSeconds: env.KEY_WINDOW_SECONDS,
  now: () => new Date(),
  newToken: () => randomBytes(8).toString('hex'),
  wait,
});

export const handler = middy().use(requestLog()).handler(route);
