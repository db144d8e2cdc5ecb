import { json, type Route } from '../platform/http-route.ts';
import { Problem } from '../platform/problem.ts';
import { logger } from '../platform/telemetry.ts';
import type { FindOrder } from './find-order.ts';
import { orderResource } from './order-resource.ts';
import { tenantOf } from './tenant.ts';

export interface GetOrderDeps {
  readonly find: FindOrder;
  readonly tenantClaim: string;
}

/** `GET /orders/{orderId}`: the order as it is now, 304 where the client has that version. */
export function getOrder({ find, tenantClaim }: GetOrderDeps): Route {
  return async (event) => {
    const orderId = event.pathParameters?.['orderId'] ?? '';
    const order = await find({ tenant: tenantOf(event.requestContext.authorizer, tenantClaim), orderId });
    if (order === undefined) throw new Problem({ status: 404, type: 'no-order', title: 'There is no such order.' });
    // Only now it is an id, and no longer whatever a client put into the path.
    logger.appendKeys({ orderId });
    const etag = `"${order.version}"`;
    return matches(event.headers['if-none-match'], etag)
      ? { statusCode: 304, headers: { etag } }
      : json(200, orderResource(order), { etag });
  };
}

/** If-None-Match is a list of tags, compared weakly, or `*`. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
