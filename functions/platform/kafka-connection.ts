import type { Kafka, Producer } from 'kafkajs';
import { withDeadline } from './deadline.ts';

/**
 * A sandbox may be frozen between two invocations, and then sees no end of its connections: brokers close one that was
 * idle for 10 minutes, and what tracks connections on the way may forget one after 350 s.
 */
const LONGEST_IDLE_MS = 4 * 60_000;

export interface KafkaConnectionDeps {
  readonly kafka: Kafka;
  /** The longest that connecting, and then each use, may take, in milliseconds. */
  readonly deadline: number;
  readonly now?: () => Date;
}

interface Use<Result> {
  /** What a failure calls it. */
  readonly what: string;
  readonly work: (producer: Producer) => Promise<Result>;
}

interface Connection {
  readonly producer: Producer;
  readonly connected: Promise<void>;
  readonly underWay: Set<Promise<unknown>>;
  usedAt: number;
}

/** One producer for all uses; made anew after a use that failed or was late, and after a long pause. */
export function kafkaConnection({ kafka, deadline, now = () => new Date() }: KafkaConnectionDeps) {
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

function connect(kafka: Kafka): Connection {
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
