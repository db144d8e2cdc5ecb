import middy from '@middy/core';
import { readEnv } from '../platform/env.ts';
import { problems, requestLog } from '../platform/http-handler.ts';
import { leanDynamo } from '../platform/lean-dynamo.ts';
import { cancelOrder } from './cancel-order.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { OrderApiEnv } from './env.ts';
import { findOrder } from './get-order.ts';
import { orderRoutes } from './order-routes.ts';
import { placeOrder } from './place-order.ts';

const env = readEnv(OrderApiEnv);
const orders = dynamoOrderStore({ dynamo: leanDynamo(), table: env.ORDERS_TABLE });
const now = () => new Date();
const find = findOrder({ orders });
const route = orderRoutes({
  place: placeOrder({ orders, now }),
  cancel: cancelOrder({ orders, find, now }),
  find,
  tenantClaim: env.TENANT_CLAIM,
});

export const handler = middy().use(requestLog()).use(problems()).handler(route);
