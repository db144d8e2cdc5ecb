import type { IHeaders, Producer, ProducerConfig, RecordMetadata } from 'kafkajs';
import { withDeadline } from './deadline.ts';
import type { KafkaRecord } from './kafka-record.ts';
import { spans } from './spans.ts';

export interface KafkaMessage {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers: IHeaders;
}

export interface PartitionSend {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
}

/** What the functions use of a Kafka client, in the shape of kafkajs: another client is adapted to it (platformatic-kafka.ts). */
export interface ProducingKafka {
  producer(options: Pick<ProducerConfig, 'idempotent' | 'allowAutoTopicCreation'>): SendingProducer;
  admin(): {
    connect(): Promise<void>;
    fetchTopicMetadata(of: { topics: string[] }): Promise<{ topics: { partitions: readonly unknown[] }[] }>;
    disconnect(): Promise<void>;
  };
}

type SendingProducer = Pick<Producer, 'connect' | 'send' | 'disconnect'>;

/** Sends to ONE partition and answers the offset of the first message. @throws unless the broker confirmed exactly that. */
export type SendToPartition = (send: PartitionSend) => Promise<number>;

/**
 * A producer that never acknowledges what is in no log: kafkajs's idempotent mode is off, a send goes to one partition,
 * its answer is checked, and a producer whose send failed is not used again (docs/adr/003).
 */
export function kafkaProducer(deps: KafkaConnectionDeps): SendToPartition {
  const use = kafkaConnection(deps);
  return (send) =>
    use({
      what: `Sending to ${send.topic}-${send.partition}`,
      work: (producer) => spans.trace(send.messages.map(stepOf), () => sendToPartition(producer, send)),
    });
}

/** Of a header that is there more than once the last counts, as for consumers. */
const stepOf = ({ headers }: KafkaMessage) => ({ traceparent: [headers['traceparent']].flat().at(-1)?.toString() });

async function sendToPartition(
  producer: SendingProducer,
  { topic, partition, messages }: PartitionSend,
): Promise<number> {
  const answer = await producer.send({
    topic,
    acks: -1,
    messages: messages.map((message) => ({ ...message, partition })),
  });
  return confirmedOffset(answer, { topic, partition });
}

/**
 * kafkajs may resolve although a partition is missing from the broker's answer: only the expected one, alone, counts, and only
 * with the offset of a record.
 */
export function confirmedOffset(
  answer: readonly RecordMetadata[],
  expected: { topic: string; partition: number },
): number {
  const [metadata, ...others] = answer;
  const confirmed =
    metadata !== undefined &&
    others.length === 0 &&
    metadata.topicName === expected.topic &&
    metadata.partition === expected.partition &&
    metadata.errorCode === 0;
  // Brokers answer -1 for what they did not append.
  if (!confirmed || !/^\d+$/.test(metadata.baseOffset ?? ''))
    throw new Error(`Kafka did not confirm ${expected.topic}-${expected.partition}: ${JSON.stringify(answer)}`);
  return Number(metadata.baseOffset);
}

/**
 * A sandbox may be frozen between two invocations, and then sees no end of its connections: brokers close one that was
 * idle for 10 minutes, and what tracks connections on the way may forget one after 350 s.
 */
const LONGEST_IDLE_MS = 4 * 60_000;

interface KafkaConnectionDeps {
  readonly kafka: ProducingKafka;
  /** The longest that connecting, and then each use, may take, in milliseconds. */
  readonly deadline: number;
  readonly now?: () => Date;
}

interface Use<Result> {
  /** What a failure calls it. */
  readonly what: string;
  readonly work: (producer: SendingProducer) => Promise<Result>;
}

interface Connection {
  readonly producer: SendingProducer;
  readonly connected: Promise<void>;
  readonly underWay: Set<Promise<unknown>>;
  usedAt: number;
}

/** One producer for all uses; made anew after a use that failed or was late, and after a long pause. */
function kafkaConnection({ kafka, deadline, now = () => new Date() }: KafkaConnectionDeps) {
  let current: Connection | undefined;
  const discard = (connection: Connection) => {
    if (current !== connection) return;
    current = undefined;
    void closeWhenIdle(connection);
  };
  const take = () => {
    const time = now().getTime();
    if (current && time - current.usedAt > LONGEST_IDLE_MS) discard(current);
    current ??= connect(kafka);
    current.usedAt = time;
    return current;
  };
  return async <Result>({ what, work }: Use<Result>): Promise<Result> => {
    const connection = take();
    try {
      await withDeadline(connection.connected, deadline, 'Connecting to Kafka');
      return await withDeadline(track(connection, work), deadline, what);
    } catch (error) {
      discard(connection);
      throw error;
    }
  };
}

function connect(kafka: ProducingKafka): Connection {
  const producer = kafka.producer({ idempotent: false, allowAutoTopicCreation: false });
  return { producer, connected: producer.connect(), underWay: new Set(), usedAt: 0 };
}

async function track<Result>({ producer, underWay }: Connection, work: Use<Result>['work']): Promise<Result> {
  const working = work(producer);
  underWay.add(working);
  try {
    return await working;
  } finally {
    underWay.delete(working);
  }
}

/** Other uses may still be under way on a producer that is given up. One that never connected has sockets too. */
async function closeWhenIdle({ producer, connected, underWay }: Connection) {
  await Promise.allSettled([connected]);
  await Promise.allSettled(underWay);
  await Promise.allSettled([producer.disconnect()]);
}

type Headers = KafkaRecord['headers'];

/** Headers as kafkajs writes them: repeated names keep all their values; it can't write a null, so that becomes empty. */
export const messageHeaders = (headers: Headers): KafkaMessage['headers'] =>
  Object.fromEntries(
    [...Map.groupBy(headers, ({ name }) => name)].map(([name, same]) => [
      name,
      same.map(({ value }) => value ?? Buffer.alloc(0)),
    ]),
  );
