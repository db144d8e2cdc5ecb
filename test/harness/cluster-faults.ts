import type { KafkaCluster, NodeId } from './kafka-cluster.ts';
import { waitFor } from './wait-for.ts';

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
