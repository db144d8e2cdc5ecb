import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { memoryFolder } from '../../local/ports-and-folders.ts';
import { anEventEntry } from '../doubles/record-builders.ts';
import { CLUSTER_FAULTS, type KafkaCluster, startKafkaCluster } from '../harness/broker-cluster.ts';
import { PUBLISHING_CLIENTS } from '../harness/kafka-clients.ts';
import { judgeLoad, ourPublisher, startLoad } from '../harness/publisher-load.ts';
import { readAllRecords } from '../harness/topic-records.ts';

const BATCH = 30;
const folder = memoryFolder();
let cluster: KafkaCluster;

beforeAll(async () => {
  cluster = await startKafkaCluster(folder);
});
afterAll(async () => {
  await cluster.end();
  rmSync(folder, { recursive: true });
});

const batchOf = (number: number) => Array.from({ length: BATCH }, (_, index) => anEventEntry(number * BATCH + index));

describe.each(Object.entries(PUBLISHING_CLIENTS))('publish to a cluster of three brokers, by %s', (name, client) => {
  it.each(Object.entries(CLUSTER_FAULTS))(
    'crash point 7: loses no acknowledged event, and each receipt names its record, when %s',
    { timeout: 300_000 },
    async (situation, strike) => {
      const topic = `orders-${name}-${situation.replaceAll(/\W/g, '-')}`;
      await cluster.createTopic(topic);
      const load = startLoad({ publish: ourPublisher(client.at(cluster.env), topic), batchOf });
      await load.goOn(5);

      await strike(cluster, topic);
      await load.goOn(5);
      await load.end();

      await cluster.healed(topic);
      const { lost, untrue, published, receipts } = judgeLoad(
        load,
        await readAllRecords(kafkaClient(cluster.env), topic),
      );
      expect({ lost, untrue }).toEqual({ lost: [], untrue: [] });
      expect(published).toBeGreaterThanOrEqual(10 * BATCH);
      expect(receipts).toBeGreaterThanOrEqual(published);
    },
  );
});
