import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { EVERY_TOPIC, topicNames } from '../../lib/brokers/kafka.ts';

interface GivenBrokers {
  /** host:port */
  readonly brokers: string;
  readonly topicPrefix: string;
}

/** On brokers that are given by their address no stack makes the topics. Those that are there stay as they are. */
export const createGivenTopics = ({ brokers, topicPrefix }: GivenBrokers) =>
  administer(brokers, async (admin) => {
    const there = new Set(await admin.listTopics());
    const missing = allTopics(topicPrefix).filter((topic) => !there.has(topic));
    const topics = missing.map((topic) => ({ topic, numPartitions: EVERY_TOPIC.partitions, configEntries }));
    if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: false });
  });

export const deleteGivenTopics = ({ brokers, topicPrefix }: GivenBrokers) =>
  administer(brokers, async (admin) => {
    const ours = new Set(allTopics(topicPrefix));
    const topics = (await admin.listTopics()).filter((topic) => ours.has(topic));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });

const configEntries = Object.entries(EVERY_TOPIC.settings).map(([name, value]) => ({ name, value }));

const allTopics = (topicPrefix: string) => {
  const { events, quarantine } = topicNames({ topicPrefix });
  return [...Object.values(events), ...quarantine];
};

type Admin = ReturnType<ReturnType<typeof kafkaClient>['admin']>;

async function administer(brokers: string, action: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = kafkaClient({ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none' }).admin();
  try {
    await admin.connect();
    await action(admin);
  } catch (cause) {
    throw new Error(`The brokers at ${brokers} could not be reached: ${String(cause)}`, {
      cause,
    });
  } finally {
    await admin.disconnect();
  }
}
