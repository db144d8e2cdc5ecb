import { Kafka } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { type Cluster, kafkaConsumerGroup, withCluster } from '../../../functions/kafka-operator/kafka-cluster.ts';

/** A client whose clusters are this one; its options are noted. */
function clientOf(cluster: Pick<Cluster, 'connect' | 'disconnect'>, name = 'private:Kafka:createCluster') {
  const options: unknown[] = [];
  const createCluster = (given: unknown) => {
    options.push(given);
    return cluster;
  };
  return { kafka: { [Symbol(name)]: createCluster } as unknown as Kafka, options };
}

function aConnection({ connect = async () => undefined }: { connect?: () => Promise<void> } = {}) {
  const ends: string[] = [];
  return { ends, connect, disconnect: async () => void ends.push('disconnected') };
}

describe('connect to a cluster for one piece of work', () => {
  it('creates no topic that is asked about, and disconnects when the work is done', async () => {
    const connection = aConnection();
    const { kafka, options } = clientOf(connection);

    expect(await withCluster(kafka, async () => connection.ends.length)).toBe(0);
    expect(connection.ends).toEqual(['disconnected']);
    expect(options).toEqual([{ allowAutoTopicCreation: false, isolationLevel: 0 }]);
  });

  it.each([
    ['the work', aConnection(), () => Promise.reject(new Error('failed'))],
    ['the connection', aConnection({ connect: () => Promise.reject(new Error('failed')) }), async () => undefined],
  ])('disconnects also where %s fails', async (_what, connection, work) => {
    await expect(withCluster(clientOf(connection).kafka, work)).rejects.toThrow('failed');
    expect(connection.ends).toEqual(['disconnected']);
  });

  it('says so where the version of kafkajs has no such layer', async () => {
    const { kafka } = clientOf(aConnection(), 'private:Kafka:another');

    await expect(withCluster(kafka, async () => undefined)).rejects.toThrow('no createCluster');
  });

  it('finds the layer in the version that is installed', async () => {
    const kafka = new Kafka({ brokers: ['127.0.0.1:1'], retry: { retries: 0 }, logLevel: 0 });

    await expect(withCluster(kafka, async () => undefined)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('commit offsets for a consumer group', () => {
  const committing = (error: Error) => {
    const coordinator = { offsetCommit: () => Promise.reject(error) };
    const cluster = { findGroupCoordinator: async () => coordinator } as unknown as Cluster;
    return kafkaConsumerGroup(cluster).commit('group', 'topic', new Map([[0, 1]]));
  };
  const refusal = (type: string) => Object.assign(new Error('refused'), { type });

  it.each(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS'])(
    'answers no where the group has members: %s',
    async (type) => {
      expect(await committing(refusal(type))).toBe(false);
    },
  );

  it.each([
    ['may not be written by this role', refusal('GROUP_AUTHORIZATION_FAILED')],
    ['does not answer', new Error('refused')],
  ])('rejects where the group %s, so that nobody looks for members', async (_situation, error) => {
    await expect(committing(error)).rejects.toThrow('refused');
  });
});
