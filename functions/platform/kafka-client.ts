import {
  type AuthenticationProviderArgs,
  Kafka,
  type KafkaConfig,
  logLevel,
  type Mechanism,
  type SaslAuthenticateArgs,
} from 'kafkajs';
import type { KafkaCredentials } from './kafka-credentials.ts';
import type { KafkaEnv } from './kafka-env.ts';
import { encodeProduceOnce } from './kafkajs-produce.ts';
import { calmKafkaTimers, readZstandard } from './kafkajs-repairs.ts';
import { iamRefusal, mskToken, OAUTH_BEARER, type Wait } from './msk-iam.ts';

calmKafkaTimers();
encodeProduceOnce();
readZstandard();

/** Timeouts keep every step inside one invocation: a socket that died in a freeze fails here, not at Lambda's deadline. */
export const kafkaClient = ({ KAFKA_BROKERS, KAFKA_AUTH }: KafkaEnv, credentials?: KafkaCredentials) =>
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
    ...(credentials && ownAuthentication(credentials)),
  });

/** TLS, and the password or certificate that brokers outside of MSK ask for. */
export const ownAuthentication = ({ tls, scram }: KafkaCredentials): Pick<KafkaConfig, 'ssl' | 'sasl'> => ({
  ssl: tls,
  ...(scram && { sasl: { mechanism: 'scram-sha-512', ...scram } }),
});

/** TLS, and a new MSK IAM token for each connection and each time that its session is renewed. */
export const iamAuthentication = (wait?: Wait): { ssl: true; sasl: Mechanism } => ({
  ssl: true,
  sasl: { mechanism: 'oauthbearer', authenticationProvider: iamAuthenticator(wait) },
});

/**
 * kafkajs's own OAUTHBEARER takes every answer for a success, so that a refusal shows only as a closed connection, one
 * request later. A refusal is an answer with words in it, or error 58; a connection that breaks is neither.
 */
const iamAuthenticator =
  (wait: Wait | undefined) =>
  ({ host, port, saslAuthenticate }: AuthenticationProviderArgs) => ({
    async authenticate() {
      const refused = (reason: string) => iamRefusal(`${host}:${port}`, reason, wait);
      const answer = await saslAuthenticate(message(OAUTH_BEARER.withToken(await mskToken()))).catch(
        async (error: unknown) => {
          throw isRefusal(error) ? await refused(error.message) : error;
        },
      );
      if (!answer) return;
      // The broker ends a connection that it refused only when the refusal was acknowledged.
      await Promise.allSettled([saslAuthenticate(message(OAUTH_BEARER.refusalSeen))]);
      throw await refused(answer);
    },
  });

const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && 'type' in error && error.type === 'SASL_AUTHENTICATION_FAILED';

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
