import { setTimeout as delay } from 'node:timers/promises';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { type AuthenticationProviderArgs, Kafka, logLevel, type Mechanism, type SaslAuthenticateArgs } from 'kafkajs';
import { awsEnvironment } from './aws-posts.ts';
import type { KafkaEnv } from './kafka-env.ts';
import { encodeProduceOnce } from './kafkajs-produce.ts';
import { calmKafkaTimers, readZstandard } from './kafkajs-repairs.ts';

calmKafkaTimers();
encodeProduceOnce();
readZstandard();

/** Timeouts keep every step inside one invocation: a socket that died in a freeze fails here, not at Lambda's deadline. */
export const kafkaClient = ({ KAFKA_BROKERS, KAFKA_AUTH }: KafkaEnv) =>
  new Kafka({
    clientId: 'chargeonce',
    brokers: KAFKA_BROKERS.split(','),
    connectionTimeout: 5_000,
    authenticationTimeout: 5_000,
    requestTimeout: 5_000,
    enforceRequestTimeout: true,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
    logLevel: logLevel.NOTHING,
    ...(KAFKA_AUTH === 'iam' ? iamAuthentication() : {}),
  });

/** TLS, and a new MSK IAM token for each connection and each time that its session is renewed. */
export const iamAuthentication = (wait: Wait = delay): { ssl: true; sasl: Mechanism } => ({
  ssl: true,
  sasl: { mechanism: 'oauthbearer', authenticationProvider: iamAuthenticator(wait) },
});

type Wait = (milliseconds: number) => Promise<unknown>;

/**
 * kafkajs's own OAUTHBEARER takes every answer for a success, so that a refusal shows only as a closed connection, one
 * request later. A refusal is an answer with words in it, or error 58; a connection that breaks is neither.
 */
const iamAuthenticator =
  (wait: Wait) =>
  ({ host, port, saslAuthenticate }: AuthenticationProviderArgs) => ({
    async authenticate() {
      const refused = async (reason: string) => {
        if (!TOO_MANY.test(reason)) return new KafkaAuthenticationError(`${host}:${port}`, reason);
        await wait(FULL_SECOND_MS * (1 + Math.random()));
        return new KafkaConnectionLimitError(`${host}:${port}`, reason);
      };
      const token = await mskToken();
      const answer = await saslAuthenticate(
        message(`n,,${SEPARATOR}auth=Bearer ${token}${SEPARATOR}${SEPARATOR}`),
      ).catch(async (error: unknown) => {
        throw isRefusal(error) ? await refused(error.message) : error;
      });
      if (!answer) return;
      // The broker ends a connection that it refused only when the refusal was acknowledged.
      await Promise.allSettled([saslAuthenticate(message(SEPARATOR))]);
      throw await refused(answer);
    },
  });

/** kafkajs tries again what does not say that a retry can't help. */
class KafkaAuthenticationError extends Error {
  override readonly name = 'KafkaAuthenticationError';
  readonly retriable = false;

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

/** No denial: kafkajs connects again, after a second or two from here. */
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

const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && 'type' in error && error.type === 'SASL_AUTHENTICATION_FAILED';

const SEPARATOR = '\u0001';
const LENGTH_BYTES = 4;

/** A message of RFC 7628, whose answer is empty or says why not. kafkajs wants the length before both. */
function message(text: string): SaslAuthenticateArgs<string> {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeInt32BE(Buffer.byteLength(text));
  return {
    request: { encode: () => Buffer.concat([length, Buffer.from(text)]) },
    response: { decode: (answer) => answer.subarray(LENGTH_BYTES), parse: String },
  };
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
