import { DynamoDB, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';

interface Request {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request to one HTTP API, as somebody whom it lets in. */
export type Send = (path: string, request?: Request) => Promise<Response>;

/** As the bearer of a token; without one, as anybody. */
export const sendAsBearer =
  (base: string, token: string | undefined): Send =>
  (path, { headers = {}, ...request } = {}) =>
    send(`${base}${path}`, {
      ...request,
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    });

interface SigningCaller extends Pick<DynamoDBClientConfig, 'credentials' | 'region' | 'profile'> {
  /** Whose API it is. */
  readonly service?: string;
}

/** As an AWS principal does: each request carries a SigV4 signature. */
export function sendSigned(base: string, { service = 'execute-api', ...caller }: SigningCaller): Send {
  const { credentials, region, sha256 } = new DynamoDB(caller).config;
  const signer = new SignatureV4({ service, region, credentials, sha256 });
  return async (path, { method = 'GET', headers = {}, body } = {}) => {
    const url = new URL(`${base}${path}`);
    const request = {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
    };
    const signed = await signer.sign(body === undefined ? request : { ...request, body });
    const { host, ...sent } = signed.headers;
    return send(`${base}${path}`, { method, headers: sent, ...(body !== undefined && { body }) });
  };
}

/** On a connection of its own each time: the server may have been started again in between. */
async function send(url: string, { headers, ...request }: Request): Promise<Response> {
  try {
    return await fetch(url, { ...request, headers: { ...headers, connection: 'close' } });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`${new URL(url).origin} does not answer (${cause}). Does the system run?`, { cause: error });
  }
}

/** Undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
