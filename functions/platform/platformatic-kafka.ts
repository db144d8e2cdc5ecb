import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, ConnectionOptions, Producer as PlatformaticProducer, SASLOptions } from '@platformatic/kafka';
import type { IHeaders, Message, ProducerRecord, RecordMetadata } from 'kafkajs';
import type { KafkaCredentials } from './kafka-credentials.ts';
import type { KafkaEnv } from './kafka-env.ts';
import type { ProducingKafka } from './kafka-producer.ts';
import { iamRefusal, mskToken, OAUTH_BEARER } from './msk-iam.ts';

/** Not as other imports are: a function's bundle has this library in a file of its own, which only those that choose it load. */
const { Producer } = await import('@platformatic/kafka');

interface PlatformaticKafkaOptions extends Pick<ConnectionOptions, 'tls' | 'tlsServerName' | 'sasl'> {
  readonly brokers: readonly string[];
  /** How often a request is tried again. */
  readonly retries?: number;
}

/**
 * @platformatic/kafka in the shape of kafkajs, as far as the functions use it: the deadlines, the checks of each answer and the
 * replacement of producers stay those of kafkaProducer. Chosen by KAFKA_CLIENT (docs/adr/033).
 */
export function platformaticKafka({ brokers, retries = 3, ...connection }: PlatformaticKafkaOptions): ProducingKafka {
  const create = () => {
    const client: Client = new Producer({
      clientId: 'chargeonce',
      bootstrapBrokers: [...brokers],
      idempotent: false,
      autocreateTopics: false,
      ...TIMEOUTS,
      // A second try by the library may look for a partition that a topic made anew no longer has, which ends the process.
      retries: 0,
      repeatOnStaleMetadata: false,
      ...connection,
    });
    // A connection reports a second error as an event that ends the process where nobody listens.
    client.connections.on('connecting', ({ connection: made }) => made.on('error', () => {}));
    return client;
  };
  return { producer: () => asProducer(create(), retries), admin: () => asAdmin(create(), retries) };
}

/** In a function, whose environment says where the brokers are. */
export const platformaticClient = ({ KAFKA_BROKERS, KAFKA_AUTH }: KafkaEnv, credentials?: KafkaCredentials) =>
  platformaticKafka({
    brokers: KAFKA_BROKERS.split(','),
    ...(KAFKA_AUTH === 'iam' && { tls: {}, tlsServerName: true, sasl: IAM }),
    ...(credentials && secured(credentials)),
  });

const secured = ({ tls, scram }: KafkaCredentials) => ({
  ...{ tls, tlsServerName: true },
  ...(scram && { sasl: { mechanism: 'SCRAM-SHA-512', ...scram } as const }),
});

/** The library takes a refusal for a success, where it is an answer with words in it. */
const IAM: SASLOptions = {
  mechanism: 'OAUTHBEARER',
  authenticate(...[, connection, authenticate, , , , callback]) {
    void authenticateByIam(connection, authenticate).then(
      (answer) => callback(null, answer),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), undefined),
    );
  },
};

async function authenticateByIam(connection: Connection, authenticate: Authenticate) {
  const broker = `${connection.host}:${connection.port}`;
  const say = (text: string) => authenticate.async(connection, Buffer.from(text));
  const answer = await say(OAUTH_BEARER.withToken(await mskToken())).catch(async (error: unknown) => {
    throw isRefusal(error) ? await iamRefusal(broker, reasonsOf(error)) : error;
  });
  if (answer.authBytes.length === 0) return answer;
  // The broker ends a connection that it refused only when the refusal was acknowledged.
  await Promise.allSettled([say(OAUTH_BEARER.refusalSeen)]);
  throw await iamRefusal(broker, answer.authBytes.toString());
}

type Authenticate = Parameters<NonNullable<SASLOptions['authenticate']>>[2];

const isRefusal = (error: unknown) =>
  error instanceof AggregateError && error.errors.some(({ apiId }) => apiId === 'SASL_AUTHENTICATION_FAILED');

type Client = PlatformaticProducer<Bytes, Bytes>;
/** Null in the protocol; the library takes undefined for it, too. */
type Bytes = Buffer | undefined;

/** As kafkajs's. What the library knows of a topic holds until a send fails: by itself it would ask anew every 5 s. */
const TIMEOUTS = { connectTimeout: 5_000, requestTimeout: 5_000, timeout: 5_000, metadataMaxAge: 300_000 };

function asProducer(client: Client, retries: number): ReturnType<ProducingKafka['producer']> {
  return {
    async connect() {
      // Not to all of them: one may be away.
      await patiently(retries, () => client.metadata({ topics: [] }));
    },
    send: (record) => patiently(retries, (attempt) => send(client, record, attempt > 0)),
    async disconnect() {
      await client.close();
    },
  };
}

/** The answer names what the broker confirmed, whatever was asked for; an error code would have been a rejection. */
async function send(client: Client, record: ProducerRecord, forceUpdate: boolean): Promise<RecordMetadata[]> {
  const { topic, acks = -1, messages } = record;
  const partitions = await countPartitions(client, { topic, forceUpdate });
  const records = messages.map((message) => toRecord(topic, partitions, message));
  const { offsets = [] } = await client.send({ acks, messages: records });
  return offsets.map(({ topic: topicName, partition, offset }) => ({
    topicName,
    partition,
    errorCode: 0,
    baseOffset: String(offset),
  }));
}

/** The library takes a partition that is not there modulo their number, and stores the record in another one. */
function toRecord(topic: string, partitions: number, { key, value, headers, partition = 0 }: Message) {
  if (partition >= partitions) throw new Error(`${topic} has ${partitions} partitions, no number ${partition}`);
  return { topic, partition, key: bytesOf(key), value: bytesOf(value), headers: headersOf(headers) };
}

const bytesOf = (content: Buffer | string | null | undefined): Bytes =>
  content === null || content === undefined ? undefined : Buffer.from(content);

/** A map of buffers: each is a key of its own, so that a name that is there more than once keeps all its values. */
function headersOf(headers: IHeaders = {}): Map<Buffer, Buffer> {
  const all = Object.entries(headers).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => [Buffer.from(name), Buffer.from(value)] as const),
  );
  return new Map(all);
}

/** Asks the brokers again, who leads which partition, where `forceUpdate` says so. */
async function countPartitions(client: Client, { topic, forceUpdate }: { topic: string; forceUpdate: boolean }) {
  const { topics } = await client.metadata({ topics: [topic], forceUpdate });
  const count = topics.get(topic)?.partitionsCount;
  if (count === undefined) throw new Error(`The brokers know no topic ${topic}`);
  return count;
}

function asAdmin(client: Client, retries: number): ReturnType<ProducingKafka['admin']> {
  return {
    connect: async () => {},
    async fetchTopicMetadata({ topics: names }) {
      const { topics } = await patiently(retries, () => client.metadata({ topics: [...names] }));
      return { topics: [...topics.values()].map(({ partitions }) => ({ partitions })) };
    },
    async disconnect() {
      await client.close();
    },
  };
}

/** Tries again what may go well later, after 100 ms, 200 ms and so on; then says what went wrong. */
async function patiently<Result>(retries: number, work: (attempt: number) => Promise<Result>): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      const isFinal = innermost(error).some((reason) => 'canRetry' in reason && reason.canRetry === false);
      if (isFinal || attempt >= retries) throw new Error(reasonsOf(error), { cause: error });
      await delay(Math.min(1_000, 100 * 2 ** attempt));
    }
  }
}

/** The library wraps an error once for each broker and step: what went wrong is what the innermost ones say. */
const reasonsOf = (error: unknown) => [...new Set(innermost(error).map(({ message }) => message))].join('; ');

function innermost(error: unknown): Error[] {
  if (!(error instanceof Error)) return [new Error(String(error))];
  const inner = error instanceof AggregateError ? error.errors : [error.cause ?? []].flat();
  return inner.length > 0 ? inner.flatMap(innermost) : [error];
}
