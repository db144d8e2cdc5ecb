import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { startDynamoDbLocal } from '../../local/dynamodb-local.ts';
import { startKafkaBroker } from '../../local/kafka-broker.ts';
import { freePort, memoryFolder } from '../../local/ports-and-folders.ts';

let folder: string;

beforeEach(() => {
  folder = memoryFolder();
});

afterEach(() => rmSync(folder, { recursive: true }));

const kafkaOptions = async () => ({
  dataDir: join(folder, 'kafka'),
  logFile: join(folder, 'kafka.log'),
  port: await freePort(),
  controllerPort: await freePort(),
});

describe('a Kafka broker that is killed and started again', () => {
  it('has every acknowledged record', async () => {
    const options = await kafkaOptions();
    const killed = await startKafkaBroker(options);
    await send(killed.brokers, 100);
    process.kill(killed.pid, 'SIGKILL');
    await killed.exited;

    const broker = await startKafkaBroker(options);

    expect(await storedRecords(broker.brokers)).toBe(100);
    await broker.stop(5_000);
  });
});

describe('the servers', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['C', ''],
    ['tr_TR.UTF-8', '-Duser.language=tr -Duser.country=TR -XX:+UseG1GC'],
  ])('start in a folder of any name, in the locale %s, with %j for every Java', async (locale, javaOptions) => {
    vi.stubEnv('LC_ALL', locale);
    vi.stubEnv('JAVA_TOOL_OPTIONS', javaOptions);
    const odd = join(folder, 'Größe, Łódź \\ 注文 %20');
    mkdirSync(odd);

    const broker = await startKafkaBroker({
      ...(await kafkaOptions()),
      dataDir: join(odd, 'kafka'),
      logFile: join(odd, 'kafka.log'),
    });
    await send(broker.brokers, 3);
    const dynamodb = await startDynamoDbLocal({
      dataDir: join(odd, 'dynamodb'),
      logFile: join(odd, 'dynamodb.log'),
      port: await freePort(),
    });

    expect(await storedRecords(broker.brokers)).toBe(3);
    expect(existsSync(join(odd, 'kafka/kept-0'))).toBe(true);
    expect(readdirSync(join(odd, 'dynamodb.log.tmp')).length).toBeGreaterThan(0);
    await Promise.all([broker.stop(0), dynamodb.stop(0)]);
  });
});

async function send(brokers: string, count: number): Promise<void> {
  const kafka = kafkaClient({ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none' });
  const [admin, producer] = [kafka.admin(), kafka.producer({ allowAutoTopicCreation: false })];
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] });
  const messages = Array.from({ length: count }, (_, number) => ({ value: String(number) }));
  await producer.send({ topic: 'kept', acks: -1, messages });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
}

async function storedRecords(brokers: string): Promise<number> {
  const admin = kafkaClient({ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none' }).admin();
  await admin.connect();
  const [partition] = await admin.fetchTopicOffsets('kept');
  await admin.disconnect();
  return Number(partition?.high);
}

describe('a server that cannot start', () => {
  it.each([
    { variable: 'KAFKA_PORT', start: async (port: number) => startKafkaBroker({ ...(await kafkaOptions()), port }) },
    {
      variable: 'KAFKA_CONTROLLER_PORT',
      start: async (port: number) => startKafkaBroker({ ...(await kafkaOptions()), controllerPort: port }),
    },
    {
      variable: 'DYNAMODB_PORT',
      start: (port: number) =>
        startDynamoDbLocal({ dataDir: 'in-memory', port, logFile: join(folder, 'dynamodb.log') }),
    },
  ])('names the port that is in use and $variable', async ({ variable, start }) => {
    const port = await freePort();
    await using other = createServer().listen(port, '127.0.0.1');

    await expect(start(port)).rejects.toThrow(`Port ${port} is in use. Set ${variable} to a free one`);
    expect(other.listening).toBe(true);
  });

  it('shows the end of its log when it ends early', async () => {
    const options = await kafkaOptions();
    const otherNode = 'version=1\ncluster.id=chargeonceOnOneMachine\nnode.id=2\n';
    mkdirSync(options.dataDir);
    writeFileSync(join(options.dataDir, 'meta.properties'), otherNode);

    await expect(startKafkaBroker(options)).rejects.toThrow(
      /Kafka ended \(1\) before it was ready\. Its log, .*kafka\.log, ends with:[\s\S]*Stored node id 2/,
    );
  });
});

const [outside] = Object.values(networkInterfaces())
  .flat()
  .filter((address) => address?.internal === false);

describe('DynamoDB Local', () => {
  it('does not answer under a name that a web page made lead here', async () => {
    const statusAs = (host: string) =>
      new Promise((done) =>
        get(inject('dynamodbEndpoint'), { headers: { host } }, (answer) => done(answer.resume().statusCode)),
      );

    expect(await statusAs('evil.example:8000')).toBe(404);
    expect(await statusAs('localhost:8000')).not.toBe(404);
  });
});

describe.skipIf(outside === undefined)('the servers', () => {
  it.each([
    { name: 'DynamoDB Local', url: () => inject('dynamodbEndpoint') },
    { name: 'Kafka', url: () => `tcp://${inject('kafkaBrokers')}` },
  ])('are not to be reached from other machines: $name', async ({ url }) => {
    const { hostname, port } = new URL(url());

    expect(await answers(hostname, port)).toBe(true);
    expect(await answers(outside?.address ?? '', port)).toBe(false);
  });
});

async function answers(host: string, port: string): Promise<boolean> {
  const connection = connect({ host, port: Number(port) });
  try {
    await once(connection, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    connection.destroy();
  }
}
