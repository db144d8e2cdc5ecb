import * as z from 'zod/mini';
import { OrderPlaced } from '../contracts/order-placed.ts';
import { Problem } from '../platform/http-route.ts';

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

const PRINTABLE = /^[\x20-\x7e]{1,255}$/;
const STRING = /"((?:[^"\\]|\\["\\])*)"/;
/** RFC 9651: they qualify an item and are no part of its value. */
const PARAMETERS = new RegExp(`(?: *; *[a-z*][a-z0-9_.*-]*(?:=(?:${STRING.source}|[^;" ]+))?)*`);
const QUOTED = new RegExp(`^${STRING.source}${PARAMETERS.source}$`);

/** Reads the Idempotency-Key header; the quoted form (a structured-field string, its parameters aside) and the bare one are one key. */
export function readIdempotencyKey(header: string | undefined): string {
  const key = header === undefined ? '' : unquote(header.trim());
  if (PRINTABLE.test(key)) return key;
  throw new Problem({
    status: 400,
    type: 'idempotency-key-required',
    title:
      'Send an Idempotency-Key header of 1 to 255 printable ASCII characters; use the same one to repeat a request.',
  });
}

function unquote(text: string): string {
  const quoted = QUOTED.exec(text)?.[1];
  return quoted === undefined ? text : quoted.replace(/\\(.)/g, '$1');
}

const MAX_BYTES = 16 * 1024;

interface HttpBody {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
  readonly isBase64Encoded: boolean;
}

/** Parses a JSON body of at most 16 KB. */
export function readBody({ headers, body = '', isBase64Encoded }: HttpBody): unknown {
  assertPlainJson(headers);
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BYTES)
    throw new Problem({ status: 413, type: 'too-large', title: `An order is at most ${MAX_BYTES} bytes of JSON.` });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Problem({ status: 400, type: 'malformed-json', title: 'The body is not well-formed JSON in UTF-8.' });
  }
}

/** A cancellation is of the whole order: one that asks for a part of it must not be taken for that. */
export function assertNoBody({ body = '', isBase64Encoded }: Omit<HttpBody, 'headers'>) {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  if (['', '{}'].includes(text.trim())) return;
  throw new Problem({
    status: 422,
    type: 'unexpected-body',
    title: 'Send no body: an order is cancelled as a whole.',
  });
}

function assertPlainJson(headers: HttpBody['headers']) {
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(headers['content-type'] ?? ''))
    throw new Problem({ status: 415, type: 'not-json', title: 'Send the order as content-type application/json.' });
  if (!/^(identity)?$/i.test(headers['content-encoding'] ?? ''))
    throw new Problem({
      status: 415,
      type: 'encoded-body',
      title: 'Send the order without a content-encoding.',
      headers: { 'accept-encoding': 'identity' },
    });
}
