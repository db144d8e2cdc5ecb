import * as z from 'zod/mini';
import { OrderPlaced } from '../contracts/order-placed.ts';
import { Problem } from '../platform/problem.ts';

const Authorizer = z.object({
  jwt: z.optional(z.object({ claims: z.record(z.string(), z.unknown()) })),
  iam: z.optional(z.object({ userArn: z.string() })),
});

const CALLER_ARN = /^arn:[^:]+:(?:sts|iam)::(?<account>\d+):(?<kind>assumed-role|role|user)\/(?<path>.+)$/;

/** Who the caller is, from what API Gateway verified. A request without a tenant is refused, whatever let it through. */
export function tenantOf(authorizer: unknown, claim: string): string {
  const { data } = z.safeParse(Authorizer, authorizer);
  const tenant = data?.jwt?.claims[claim] ?? (data?.iam && callerOf(data.iam.userArn));
  const { success, data: name } = z.safeParse(OrderPlaced.shape.tenant, tenant);
  if (success) return name;
  throw new Problem({
    status: 401,
    type: 'no-tenant',
    title: `The request names no tenant of 1 to 256 characters: sign it with IAM or send a token with the claim "${claim}".`,
  });
}

/** The role or user, never the session's name: that changes with every login. */
function callerOf(arn: string): string | undefined {
  const { account, kind, path } = CALLER_ARN.exec(arn)?.groups ?? {};
  if (path === undefined) return undefined;
  return kind === 'assumed-role'
    ? `${account}:role/${path.split('/')[0]}`
    : `${account}:${kind}/${path.split('/').at(-1)}`;
}
