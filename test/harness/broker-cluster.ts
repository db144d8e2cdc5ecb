import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { type KafkaBroker, type KafkaBrokerOptions, startKafkaBroker } from '../../local/kafka-broker.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import { waitFor } from './wait-for.ts';

/** Each broker by its place here, each also a controller. */
const NODES = [1, 2, 3] as const;
export type NodeId = (typeof NODES)[number];

/** As the cluster in AWS, but quicker to see that a broker is gone, and to move leaders. */
const SETTINGS = {
  'default.replication.factor': NODES.length,
  'min.insync.replicas': 2,
  'offsets.topic.replication.factor': NODES.length,
  'transaction.state.log.replication.factor': NODES.length,
  'transaction.state.log.min.isr': 2,
  'broker.session.timeout.ms': 3_000,
  'broker.heartbeat.interval.ms': 500,
  'replica.lag.time.max.ms': 3_000,
  'controller.quorum.election.timeout.ms': 500,
  'controller.quorum.fetch.timeout.ms': 1_000,
  'controller.quorum.election.backoff.max.ms': 300,
  // A leader is moved by naming another replica first.
  'auto.leader.rebalance.enable': true,
  'leader.imbalance.check.interval.seconds': 1,
};
const TIMEOUT_MS = 60_000;

export type KafkaCluster = Awaited<ReturnType<typeof startKafkaCluster>>;

/** Starts three real brokers on the loopback address: three replicas, of which two must have a record. */
export async function startKafkaCluster(folder: string) {
  const options = await Promise.all(NODES.map((id) => nodeOptions(folder, id)));
  const voters = options.map(({ nodeId, controllerPort }) => `${nodeId}@127.0.0.1:${controllerPort}`).join(',');
  const running = new Map<NodeId, KafkaBroker>();
  const start = async (id: NodeId) => {
    const node = options[id - 1];
    if (node === undefined) throw new Error(`There is no broker ${id}`);
    const settings = { ...SETTINGS, 'node.id': id, 'controller.quorum.voters': voters };
    running.set(id, await startKafkaBroker({ ...node, settings }));
  };
  const broker = (id: NodeId) => {
    const process = running.get(id);
    if (process === undefined) throw new Error(`Broker ${id} does not run`);
    return process;
  };
  const stop = (id: NodeId, graceMs: number) => broker(id).stop(graceMs);

  await Promise.all(NODES.map(start));
  const env = { KAFKA_BROKERS: options.map(({ port }) => `127.0.0.1:${port}`).join(','), KAFKA_AUTH: 'none' } as const;
  return {
    env,
    ...topicsOf(env),
    start,
    /** Asks it to end: it hands its leaders over first. */
    stop: (id: NodeId) => stop(id, TIMEOUT_MS),
    kill: (id: NodeId) => stop(id, 0),
    signal: (id: NodeId, signal: 'SIGSTOP' | 'SIGCONT') => process.kill(broker(id).pid, signal),
    async end() {
      await Promise.all(NODES.map((id) => stop(id, 0)));
    },
  };
}

const nodeOptions = async (folder: string, nodeId: NodeId): Promise<KafkaBrokerOptions> => ({
  nodeId,
  dataDir: join(folder, `broker-${nodeId}`),
  logFile: join(folder, `broker-${nodeId}.log`),
  port: await freePort(),
  controllerPort: await freePort(),
});

function topicsOf(env: Parameters<typeof kafkaClient>[0]) {
  const withAdmin = async <Result>(action: (admin: Admin) => Promise<Result>): Promise<Result> => {
    const admin = kafkaClient(env).admin();
    try {
      await admin.connect();
      return await action(admin);
    } finally {
      await admin.disconnect();
    }
  };
  const partitionsOf = (topic: string) =>
    withAdmin(async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics.flatMap(({ partitions }) => partitions).sort((a, b) => a.partitionId - b.partitionId);
    });
  const leaders = async (topic: string) => (await partitionsOf(topic)).map(({ leader }) => leader);
  const healed = (topic: string) =>
    waitFor(async () => (await partitionsOf(topic)).every(({ isr }) => isr.length === NODES.length), {
      within: TIMEOUT_MS,
      what: `all replicas of ${topic}`,
    });
  return {
    leaders,
    /** Waits until every replica of every partition is in sync. */
    healed,
    /** Makes a topic of three partitions, each led by the broker of its number + 1. */
    async createTopic(topic: string) {
      const replicaAssignment = NODES.map((id) => ({ partition: id - 1, replicas: withFirst(id) }));
      await withAdmin((admin) => admin.createTopics({ topics: [{ topic, replicaAssignment }], waitForLeaders: false }));
      await healed(topic);
    },
    /** Makes a broker the leader of a partition; resolves when it is. */
    async moveLeader({ topic, partition, to }: { topic: string; partition: number; to: NodeId }) {
      const partitionAssignment = [{ partition, replicas: withFirst(to) }];
      await withAdmin((admin) => admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment }] }));
      await waitFor(async () => (await leaders(topic))[partition] === to, {
        within: TIMEOUT_MS,
        what: 'the new leader',
      });
    },
  };
}

const withFirst = (first: NodeId) => [first, ...NODES.filter((id) => id !== first)];

/** What happens to the leader of partition 1 while events are published; each resolves when it is over. */
export const CLUSTER_FAULTS = {
  'its leader moves': async (cluster, topic) => {
    await cluster.moveLeader({ topic, partition: 1, to: 1 });
  },
  'the broker of its leader is restarted': async (cluster) => {
    await cluster.stop(LEADER);
    await cluster.start(LEADER);
  },
  'its leader stops for a while (SIGSTOP)': async (cluster, topic) => {
    cluster.signal(LEADER, 'SIGSTOP');
    await anotherLeads(cluster, topic);
    cluster.signal(LEADER, 'SIGCONT');
  },
  'its leader is killed (kill -9)': async (cluster, topic) => {
    await cluster.kill(LEADER);
    await anotherLeads(cluster, topic);
    await cluster.start(LEADER);
  },
} satisfies Record<string, (cluster: KafkaCluster, topic: string) => Promise<void>>;

const LEADER: NodeId = 2;

const anotherLeads = (cluster: KafkaCluster, topic: string) =>
  waitFor(async () => (await cluster.leaders(topic))[1] !== LEADER, { within: 60_000, what: 'another leader' });
