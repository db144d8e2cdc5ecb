import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';
import { type HttpAnswer, httpCall } from '../http-call.ts';

interface SignedRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Calls a deployed HTTP API as an AWS principal does: each request carries a SigV4 signature. */
export function signedCall(base: string, caller: Pick<DynamoDBClientConfig, 'credentials' | 'region'>) {
  const { credentials, region, sha256 } = new DynamoDBClient(caller).config;
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256 });
  return async <Body>(
    path: string,
    { method = 'GET', headers = {}, body }: SignedRequest = {},
  ): Promise<HttpAnswer<Body>> => {
    const { protocol, hostname, port, pathname } = new URL(`${base}${path}`);
    const request = {
      method,
      protocol,
      hostname,
      port: Number(port),
      path: pathname,
      headers: { ...headers, host: `${hostname}:${port}` },
    };
    const signed = await signer.sign(body === undefined ? request : { ...request, body });
    const { host, ...sent } = signed.headers;
    return httpCall(base)<Body>(path, { method, headers: sent, ...(body !== undefined && { body }) });
  };
}
