export type KafkaSettings = Readonly<Record<string, string | number | boolean>>;

interface Broker {
  readonly dataDir: string;
  readonly port: number;
  readonly controllerPort: number;
  /** What differs from a single broker in plain text. */
  readonly settings?: KafkaSettings;
}

/** The `server.properties` of one broker that is its own controller, sized for one machine. */
export function kafkaConfig({ dataDir, port, controllerPort, settings: differing = {} }: Broker): string {
  const settings: KafkaSettings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': dataDir,
    // As on the cluster in AWS.
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    // A single broker keeps the only copy.
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    // A group's first member need not wait for others.
    'group.initial.rebalance.delay.ms': 0,
    // A broker that was killed is let in again only when its old session is over: not after the usual 9 s.
    'broker.session.timeout.ms': 1000,
    'broker.heartbeat.interval.ms': 300,
    // Threads and buffers for tens of orders a second, not for a cluster.
    'num.network.threads': 2,
    'num.io.threads': 2,
    'num.recovery.threads.per.data.dir': 2,
    'background.threads': 2,
    'log.cleaner.dedupe.buffer.size': 2 * 1024 * 1024,
    'log.index.size.max.bytes': 1024 * 1024,
    ...differing,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
