import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaTopics } from '../../functions/platform/kafka-partitioner.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { startKafkaBroker } from '../../local/kafka-broker.ts';
import { freePort, memoryFolder } from '../../local/ports-and-folders.ts';
import { overBreakableNetwork } from '../harness/breakable-network.ts';
import { PUBLISHING_CLIENTS } from '../harness/kafka-clients.ts';
import { createTestTopic, readTestTopic, testKafkaEnv } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';

const aMessage = (value: string) => ({ key: 'k', value, headers: { h: ['1', '2'] } });
const valuesOf = async (topic: string) => (await readTestTopic(topic)).map(({ value }) => value?.toString());

describe.each(Object.entries(PUBLISHING_CLIENTS))('send to one partition of a real topic, by %s', (_name, client) => {
  const aProducer = () => kafkaProducer({ kafka: client.at(testKafkaEnv()), deadline: 10_000 });
  const aBreakableNetwork = () => overBreakableNetwork(client.impatientAt);

  it('has stored an acknowledged record at the very offset, bytes untouched', async () => {
    const topic = await createTestTopic();
    const send = aProducer();
    const bytes = Buffer.from([0, 255, 128]);

    await send({ topic, partition: 2, messages: [aMessage('a'), aMessage('b')] });
    const offset = await send({ topic, partition: 2, messages: [{ key: bytes, value: bytes, headers: { h: bytes } }] });
    const empty = await send({ topic, partition: 2, messages: [{ key: null, value: null, headers: {} }] });

    const records = await readTestTopic(topic);
    expect(records.find((record) => record.offset === offset)).toEqual({
      partition: 2,
      offset: 2,
      key: bytes,
      value: bytes,
      headers: { h: bytes },
    });
    expect(records.find((record) => record.offset === empty)).toMatchObject({ key: null, value: null });
  });

  it('answers simultaneous sends to several partitions each with its own offset', async () => {
    const topic = await createTestTopic();
    const send = aProducer();

    const sends = [0, 1, 2, 0, 1, 2].map((partition) => send({ topic, partition, messages: [aMessage('a')] }));

    expect((await Promise.all(sends)).sort()).toEqual([0, 0, 0, 1, 1, 1]);
    expect(await readTestTopic(topic)).toHaveLength(6);
  });

  it('rejects for a partition that is not there, and the next send works', async () => {
    const topic = await createTestTopic({ partitions: 1 });
    const send = aProducer();

    await expect(send({ topic, partition: 1, messages: [aMessage('lost')] })).rejects.toThrow();

    expect(await send({ topic, partition: 0, messages: [aMessage('kept')] })).toBe(0);
    expect(await valuesOf(topic)).toEqual(['kept']);
  });

  it('rejects while the broker cannot be reached, and works with a new connection when it can', async () => {
    const topic = await createTestTopic();
    const network = await aBreakableNetwork();
    const send = kafkaProducer({ kafka: network.kafka, deadline: 2_000 });
    await send({ topic, partition: 0, messages: [aMessage('before')] });

    network.breakDown();
    await expect(send({ topic, partition: 0, messages: [aMessage('lost')] })).rejects.toThrow();
    const connections = network.connections();
    network.heal();

    expect(await send({ topic, partition: 0, messages: [aMessage('after')] })).toBe(1);
    expect(network.connections()).toBeGreaterThan(connections);
    expect(await valuesOf(topic)).toEqual(['before', 'after']);
  });

  it('rejects when the answer is lost although the record is stored, and goes on with a new connection', async () => {
    const topic = await createTestTopic();
    const network = await aBreakableNetwork();
    const send = kafkaProducer({ kafka: network.kafka, deadline: 5_000 });
    network.lose('answer');

    await expect(send({ topic, partition: 0, messages: [aMessage('twice')] })).rejects.toThrow();
    network.heal();
    const offset = await send({ topic, partition: 0, messages: [aMessage('twice')] });

    const values = await valuesOf(topic);
    expect(values[offset]).toBe('twice');
    expect(values.length).toBeGreaterThan(1);
  });

  it('keeps one connection while it is used, and takes a new one after a pause as long as a freeze', async () => {
    const topic = await createTestTopic();
    const network = await aBreakableNetwork();
    let minutes = 0;
    const now = () => new Date(minutes * 60_000);
    const send = kafkaProducer({ kafka: network.kafka, deadline: 10_000, now });
    const sendOne = () => send({ topic, partition: 0, messages: [aMessage('a')] });

    await sendOne();
    const connections = network.connections();
    for (let uses = 0; uses < 3; uses++) {
      minutes += 3;
      await sendOne();
    }
    expect(network.connections()).toBe(connections);

    minutes += 5;
    expect(await sendOne()).toBe(4);
    expect(network.connections()).toBeGreaterThan(connections);
    await waitFor(() => network.openConnections() === 1, { within: 5_000, what: 'the end of the old connection' });
  });

  it('gives up at its deadline on a broker that accepts connections and never answers', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const send = kafkaProducer({ kafka: client.impatientAt(`127.0.0.1:${port}`), deadline: 100 });

    await expect(send({ topic: 't', partition: 0, messages: [aMessage('a')] })).rejects.toThrow('longer than 100 ms');

    silent.close();
    for (const socket of sockets) socket.destroy();
  });
});

describe.each(Object.entries(PUBLISHING_CLIENTS))('send to a topic that no broker has, by %s', (_name, client) => {
  it('rejects, and creates none at a broker that creates what it is asked for', async () => {
    const folder = memoryFolder();
    const { brokers, stop } = await startKafkaBroker({
      dataDir: `${folder}/kafka`,
      logFile: `${folder}/kafka.log`,
      port: await freePort(),
      controllerPort: await freePort(),
      settings: { 'auto.create.topics.enable': true },
    });
    const env = { KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none' } as const;
    const kafka = client.at(env);
    const { partitionOf, send } = kafkaTopics({ kafka, deadlines: { partitions: 10_000, kafka: 10_000 } });

    await expect(partitionOf('absent', 'k')).rejects.toThrow();
    await expect(send({ topic: 'absent', partition: 0, messages: [aMessage('a')] })).rejects.toThrow();

    const admin = kafkaClient(env).admin();
    await admin.connect();
    expect(await admin.listTopics()).toEqual([]);
    await admin.disconnect();
    await stop(0);
  });
});
