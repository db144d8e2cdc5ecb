import { setTimeout as delay } from 'node:timers/promises';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { awsEnvironment } from './aws-posts.ts';

export type Wait = (milliseconds: number) => Promise<unknown>;

const SEPARATOR = '\u0001';

/** The two messages of RFC 7628 that a client sends: its token, and the acknowledgement of a refusal. */
export const OAUTH_BEARER = {
  withToken: (token: string) => `n,,${SEPARATOR}auth=Bearer ${token}${SEPARATOR}${SEPARATOR}`,
  refusalSeen: SEPARATOR,
};

/** What a broker's refusal of a token means, once the connection may be tried again. */
export async function iamRefusal(broker: string, reason: string, wait: Wait = delay): Promise<Error> {
  if (!TOO_MANY.test(reason)) return new KafkaAuthenticationError(broker, reason);
  await wait(FULL_SECOND_MS * (1 + Math.random()));
  return new KafkaConnectionLimitError(broker, reason);
}

/** Clients try again what does not say that a retry can't help: `retriable` to kafkajs, `canRetry` to @platformatic/kafka. */
class KafkaAuthenticationError extends Error {
  override readonly name = 'KafkaAuthenticationError';
  readonly retriable = false;
  readonly canRetry = false;

  constructor(broker: string, reason: string) {
    super(
      `Kafka refused the IAM authentication at ${broker} (${reason}): check that the role may kafka-cluster:Connect ` +
        'to this cluster, the region and the clock',
    );
  }
}

/** A broker counts new IAM connections by the second: a t3.small takes 4 (Amazon MSK quota). */
const TOO_MANY = /too many connects/i;
const FULL_SECOND_MS = 1_000;

/** No denial: a client connects again, after a second or two from here. */
class KafkaConnectionLimitError extends Error {
  override readonly name = 'KafkaConnectionLimitError';
  readonly retriable = true;

  constructor(broker: string, reason: string) {
    super(
      `The broker ${broker} took no more connections in that second (${reason}): more functions connect at once than a ` +
        'small broker lets; it is tried again',
    );
  }
}

const LIFETIME_SECONDS = 900;

/** An MSK IAM token: a presigned `kafka-cluster:Connect` URL, valid for a quarter of an hour. */
export async function mskToken(): Promise<string> {
  const { credentials, region } = awsEnvironment();
  const sha256 = Hash.bind(null, 'sha256');
  const hostname = `kafka.${region}.amazonaws.com`;
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
