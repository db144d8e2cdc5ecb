import { SignatureV4 } from '@smithy/signature-v4';
import { dynamoClient } from './dynamo.ts';

const LIFETIME_SECONDS = 900;

/** An MSK IAM token: a presigned `kafka-cluster:Connect` URL, valid for a quarter of an hour. */
export async function mskToken(): Promise<string> {
  // The SDK's own resolution of region and credentials, without a client for a service that has none.
  const { credentials, region, sha256 } = dynamoClient().config;
  const hostname = `kafka.${await region()}.amazonaws.com`;
  const signer = new SignatureV4({ service: 'kafka-cluster', region, credentials, sha256 });
  const { query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      headers: { host: hostname },
      query: { Action: 'kafka-cluster:Connect' },
    },
    { expiresIn: LIFETIME_SECONDS },
  );
  const signed = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
  return Buffer.from(`https://${hostname}/?${signed.join('&')}&User-Agent=chargeonce`).toString('base64url');
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
