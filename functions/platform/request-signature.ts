import { createHash, createHmac } from 'node:crypto';

interface SignatureOptions {
  readonly service: string;
  readonly region: string;
  readonly credentials: Credentials;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

interface PostRequest {
  /** As it is sent: already encoded once. */
  readonly path: string;
  /** Names in lower case, values without spaces at their ends or twice in a row; `host` is among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Signs POST requests with Signature Version 4: all headers, the signature's among them, at a third of the time that
 * @smithy/signature-v4 takes for any request. A test compares the two.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function requestSignature({ service, region, credentials }: SignatureOptions) {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  let keyOfDay: { readonly day: string; readonly key: Buffer } | undefined;
  const keyOf = (day: string) => {
    if (keyOfDay?.day !== day) {
      const key = [day, region, service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));
      keyOfDay = { day, key };
    }
    return keyOfDay.key;
  };
  return ({ path, headers, body }: PostRequest, now: Date): Record<string, string> => {
    const at = now.toISOString().replace(/[:-]|\.\d{3}/g, '');
    const day = at.slice(0, 8);
    const bodyHash = sha256(body);
    const signed: Record<string, string> = { ...headers, 'x-amz-date': at, 'x-amz-content-sha256': bodyHash };
    if (sessionToken !== undefined) signed['x-amz-security-token'] = sessionToken;
    const names = Object.keys(signed).toSorted(byCodeUnits);
    const canonical = [
      ...['POST', path.split('/').map(encodeURIComponent).join('/'), ''],
      ...[...names.map((name) => `${name}:${signed[name]}`), '', names.join(';'), bodyHash],
    ];
    const scope = `${day}/${region}/${service}/aws4_request`;
    const text = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical.join('\n'))].join('\n');
    const signature = hmac(keyOf(day), text).toString('hex');
    const fields = [`Credential=${accessKeyId}/${scope}`, `SignedHeaders=${names.join(';')}`, `Signature=${signature}`];
    return { ...signed, authorization: `AWS4-HMAC-SHA256 ${fields.join(', ')}` };
  };
}

const byCodeUnits = (one: string, other: string) => (one < other ? -1 : 1);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
