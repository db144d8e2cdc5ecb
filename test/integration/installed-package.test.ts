import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { DescribeTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Message } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod/mini';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { createTestTable, keyedBy, testDynamoDb } from '../harness/test-tables.ts';
import { asAdmin, createTestTopic, readTestTopic, testKafkaEnv } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';
import { installApp, packProject, runProgram } from './installed-app.ts';

const TOPIC = 'billing.invoice-issued.v1';
const QUARANTINE = `${TOPIC}.invoice-mailer.dlq`;
/** Installing takes half a minute on a quiet machine, compiling a quarter. */
const WITHIN = 300_000;

const dynamo = testDynamoDb();
const packed = packProject();
const app = installApp(packed, 'docs/package.md');
afterAll(() => app.remove());

const inApp = (program: string, args: readonly string[], more = {}) =>
  runProgram(process.execPath, [join('node_modules', program), ...args], { cwd: app.folder, more });

const Outputs = z.object({ MailsTable: z.string() });

/** The two lines that the app's run prints. */
async function firstLines({ stdout }: ChildProcess): Promise<string[]> {
  if (stdout === null) throw new Error('nothing is printed');
  const lines: string[] = [];
  for await (const line of createInterface(stdout)) if (lines.push(line) === 2) break;
  return lines;
}

async function send(...messages: readonly Message[]) {
  const producer = kafkaClient(testKafkaEnv()).producer();
  await producer.connect();
  await producer.send({ topic: TOPIC, messages: [...messages] });
  await producer.disconnect();
}

/** How many records of the topic a group is done with. */
async function processedBy(groupId: string): Promise<number> {
  const [offsets] = await asAdmin((admin) => admin.fetchOffsets({ groupId, topics: [TOPIC] }));
  return (offsets?.partitions ?? [])
    .map(({ offset }) => Math.max(0, Number(offset)))
    .reduce((sum, done) => sum + done, 0);
}

const Manifest = z.object({
  engines: z.optional(z.object({ node: z.optional(z.string()) })),
  dependencies: z.optional(z.record(z.string(), z.string())),
});
const manifestOf = (name: string) =>
  Manifest.parse(JSON.parse(readFileSync(join(app.folder, 'node_modules', name, 'package.json'), 'utf8')));

/** The oldest version that a manifest asks for, as a number that can be compared. */
function oldestNode(name: string): number {
  const [, major = 0, minor = 0] = />= ?(\d+)(?:\.(\d+))?/.exec(manifestOf(name).engines?.node ?? '') ?? [];
  return Number(major) * 1_000 + Number(minor);
}

describe('the packed project', () => {
  it('asks for no older Node than what it depends on', () => {
    const needed = Object.keys(manifestOf('chargeonce').dependencies ?? {}).map(oldestNode);

    expect(oldestNode('chargeonce')).toBe(Math.max(...needed));
  });

  it('has types that every ES module finds', { timeout: WITHIN }, () => {
    const attw = resolve('node_modules/@arethetypeswrong/cli/dist/index.js');

    expect(runProgram(process.execPath, [attw, packed, '--profile', 'esm-only'])).toContain('chargeonce/testing');
  });

  it('is packed as registries and bundlers expect', { timeout: WITHIN }, () => {
    const publint = resolve('node_modules/publint/src/cli.js');

    expect(runProgram(process.execPath, [publint, packed, '--strict'])).toContain('All good!');
  });
});

describe('the app of docs/package.md, with the packed project installed', () => {
  it('type-checks', { timeout: WITHIN }, () => {
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2024', '--module', 'nodenext'];
    const files = globSync('{*.ts,functions/*/*.ts}', { cwd: app.folder });

    inApp('typescript/bin/tsc', [...options, '--allowImportingTsExtensions', '--types', 'node', ...files]);
  });

  describe('on one machine', () => {
    let invoices = '';
    let running: ChildProcess;
    let ended: Promise<unknown>;
    let printed: Promise<readonly string[]>;

    beforeAll(async () => {
      invoices = await createTestTable(dynamo, keyedBy('invoiceId'));
      await createTestTopic({ name: TOPIC });
      const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: invoices }));
      inApp('aws-cdk/bin/cdk', ['synth', '--quiet', '--app', 'node app.ts'], {
        CLUSTER_ARN: 'arn:aws:kafka:us-east-1:000000000000:cluster/shop/1',
        VPC_ID: 'vpc-1',
        SUBNET_IDS: 'subnet-1,subnet-2',
        SECURITY_GROUP_ID: 'sg-1',
        INVOICES_ARN: `arn:aws:dynamodb:us-east-1:000000000000:table/${invoices}`,
        INVOICES_STREAM_ARN: Table?.LatestStreamArn,
      });
      running = spawn(process.execPath, ['run.ts'], {
        cwd: app.folder,
        env: {
          ...process.env,
          DYNAMODB: inject('dynamodbEndpoint'),
          BROKERS: inject('kafkaBrokers'),
          INVOICES: invoices,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      ended = once(running, 'exit');
      printed = firstLines(running);
    }, WITHIN);
    afterAll(() => running.kill('SIGKILL'));

    const rowsOf = async (table: string) =>
      ((await dynamo.send(new ScanCommand({ TableName: table }))).Items ?? []).map((item) => unmarshall(item));

    it('publishes an invoice once, and records its receipt on the row', { timeout: WITHIN }, async () => {
      const row = await waitFor(async () => (await rowsOf(invoices)).find(({ receipt }) => receipt), {
        within: 30_000,
        what: "the invoice's receipt",
      });

      expect(row).toMatchObject({ invoiceId: 'inv-1', version: 2, receipt: { topic: TOPIC, offset: 0 } });
      expect(row).not.toHaveProperty('outbox');
      expect(await readTestTopic(TOPIC)).toMatchObject([{ partition: row['receipt'].partition, offset: 0 }]);
    });

    it('takes effect once, and quarantines what its consumer can not read', { timeout: WITHIN }, async () => {
      const [{ key, value, headers } = { key: null, value: null, headers: {} }] = await readTestTopic(TOPIC);
      const again = { key, value, headers: headers ?? {} };
      await send(again, { key: 'inv-2', value: '{' }, again);

      const bad = await waitFor(async () => (await readTestTopic(QUARANTINE))[0], {
        within: 30_000,
        what: 'the quarantined record',
      });
      expect(bad).toMatchObject({ key: Buffer.from('inv-2'), value: Buffer.from('{') });
      await waitFor(async () => (await processedBy('invoice-mailer')) === 4, {
        within: 30_000,
        what: 'all four records',
      });
      const { MailsTable } = Outputs.parse(JSON.parse((await printed)[0] ?? ''));
      expect(await rowsOf(MailsTable)).toEqual([{ effectKey: 'inv-1.invoice-issued.1', customer: 'c1' }]);
    });

    it('ends by a signal, with all that it started', { timeout: WITHIN }, async () => {
      running.kill('SIGTERM');

      expect(await ended).toEqual([0, null]);
    });
  });
});
