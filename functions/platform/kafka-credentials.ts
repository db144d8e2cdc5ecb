import * as z from 'zod/mini';
import { awsJson } from './aws-posts.ts';
import type { KafkaEnv } from './kafka-env.ts';
import type { ProducingKafka } from './kafka-producer.ts';

/** What a client needs beside the brokers' addresses: TLS always, and a password or a certificate of its own. */
export interface KafkaCredentials {
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly passphrase?: string };
  readonly scram?: { readonly username: string; readonly password: string };
}

/** Reads a secret's text from Secrets Manager. */
export type ReadSecret = (secretId: string) => Promise<string>;

/** The forms that Lambda's event sources read, too, so that function and source share one secret. */
const Scram = z.object({ username: z.string(), password: z.string() });
const Certificate = z.object({
  certificate: z.string(),
  privateKey: z.string(),
  privateKeyPassword: z.optional(z.string()),
});
const Authority = z.object({ certificate: z.string() });

/** Read anew for each connection: whoever rotates the secret has nothing else to do. @throws what is wrong with the secret. */
export function kafkaCredentials(
  { KAFKA_AUTH, KAFKA_SECRET, KAFKA_CA_SECRET }: KafkaEnv,
  readSecret: ReadSecret = secretsManager(),
): () => Promise<KafkaCredentials> {
  const read = async <Schema extends z.ZodMiniType>(secretId: string | undefined, schema: Schema) => {
    if (!secretId) throw new Error(`KAFKA_AUTH=${KAFKA_AUTH} needs KAFKA_SECRET: the name or ARN of a secret.`);
    const secret = z.safeParse(schema, parsed(await readSecret(secretId)));
    if (secret.success) return secret.data;
    const fields = secret.error.issues.map(({ path }) => path.join('.') || 'a JSON object').join(', ');
    throw new Error(`The secret ${secretId} can't be used for KAFKA_AUTH=${KAFKA_AUTH}: it needs ${fields}.`);
  };
  const authority = async () => (KAFKA_CA_SECRET ? { ca: (await read(KAFKA_CA_SECRET, Authority)).certificate } : {});
  return async () => {
    if (KAFKA_AUTH === 'scram') return { tls: await authority(), scram: await read(KAFKA_SECRET, Scram) };
    const { certificate, privateKey, privateKeyPassword } = await read(KAFKA_SECRET, Certificate);
    const own = { cert: certificate, key: privateKey, ...(privateKeyPassword && { passphrase: privateKeyPassword }) };
    return { tls: { ...(await authority()), ...own } };
  };
}

/** Not what it holds: that would be in the logs. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const SecretValue = z.object({ SecretString: z.string() });

function secretsManager(): ReadSecret {
  const call = awsJson({
    service: 'secretsmanager',
    endpointIn: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
    ...{ target: 'secretsmanager', version: '1.1' },
    ...{ maxAttempts: 2, connectionTimeout: 1_000, requestTimeout: 1_500 },
  });
  return async (secretId) => z.parse(SecretValue, await call('GetSecretValue', { SecretId: secretId })).SecretString;
}

/** Brokers as a client library reaches them. */
export type Connect = (env: KafkaEnv, credentials?: KafkaCredentials) => ProducingKafka;

/** The brokers, by a client whose credentials are read for each connection where KAFKA_AUTH needs any. */
export const producingBy = (client: Connect, env: KafkaEnv): ProducingKafka =>
  hasCredentials(env) ? kafkaWithCredentials(kafkaCredentials(env), (own) => client(env, own)) : client(env);

export const hasCredentials = ({ KAFKA_AUTH }: KafkaEnv) => KAFKA_AUTH === 'scram' || KAFKA_AUTH === 'mtls';

/** Brokers whose credentials are read when a connection is made. */
function kafkaWithCredentials(
  read: () => Promise<KafkaCredentials>,
  clientOf: (credentials: KafkaCredentials) => ProducingKafka,
): ProducingKafka {
  const late = async <Made>(make: (kafka: ProducingKafka) => Made) => make(clientOf(await read()));
  return {
    producer(options) {
      const producer = once(() => late((kafka) => kafka.producer(options)));
      return {
        connect: async () => (await producer()).connect(),
        send: async (record) => (await producer()).send(record),
        disconnect: async () => (await producer()).disconnect(),
      };
    },
    admin() {
      const admin = once(() => late((kafka) => kafka.admin()));
      return {
        connect: async () => (await admin()).connect(),
        fetchTopicMetadata: async (of) => (await admin()).fetchTopicMetadata(of),
        disconnect: async () => (await admin()).disconnect(),
      };
    },
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
