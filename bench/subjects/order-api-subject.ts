import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import pLimit from 'p-limit';
import type { HttpEvent, HttpResponse } from '../../functions/platform/http-route.ts';
import { anOrderRequest } from '../../test/doubles/order-builders.ts';
import { anOrderApiEvent } from '../../test/harness/an-order-api.ts';
import type { Subject, Task } from '../harness/figure.ts';

/** The handler of order-api, as it is deployed. */
export async function orderApiSubject(): Promise<Subject> {
  const { handler } = await import('../../functions/order-api/handler.ts');
  return placedOrders((event) => handler(event, SOME_CONTEXT));
}

/** An invocation with all its time left. */
export const SOME_CONTEXT = {
  awsRequestId: 'bench',
  functionName: 'bench',
  getRemainingTimeInMillis: () => 300_000,
} as Context;

/** Places `orders`, each under a key of its own, `concurrency` at once. */
export const placedOrders = (place: (event: HttpEvent) => Promise<HttpResponse>): Subject => ({
  async run({ orders = 1, concurrency = 1 }: Task) {
    const limit = pLimit(concurrency);
    const placeOne = async () => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
      const { statusCode, body } = await place(anOrderApiEvent('POST /orders', { headers, body: anOrderRequest() }));
      if (statusCode !== 202) throw new Error(`answered ${statusCode}: ${body}`);
    };
    await Promise.all(Array.from({ length: orders }, () => limit(placeOne)));
    return orders;
  },
});
