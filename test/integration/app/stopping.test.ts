import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { OURS } from '../../../local/data-folder.ts';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { familyOf, nothingIsLeft } from '../../harness/processes.ts';
import { freePorts, readOutput, spawnRunner, startApp } from '../../harness/running-app.ts';
import { waitFor } from '../../harness/wait-for.ts';

const shared = inject('app');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeonce-stopping-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('two copies side by side', () => {
  it('know nothing of each other, and SIGTERM ends one without a trace', async () => {
    const other = await startApp();
    const key = { 'idempotency-key': 'in-both-copies' };
    const here = ordersClient(shared);
    const copies = [here, ordersClient(other)];

    const answers = await Promise.all(copies.map((copy) => copy.post(anOrderRequest(), key)));

    expect(answers.filter(({ headers }) => headers.has('idempotent-replayed'))).toEqual([]);
    for (const [index, copy] of copies.entries()) {
      const orderId = answers[index]?.body.orderId ?? '';
      await copy.waitForStatus(orderId, 'PAID');
      expect(await copy.captures(orderId)).toHaveLength(1);
    }
    expect(await other.end('SIGTERM')).toBe(0);
    expect((await here.call('/health')).status).toBe(200);
    await other.remove();
  });
});

describe('all that a run writes', () => {
  it('is known by name, so that --fresh can delete it', () => {
    expect(readdirSync(shared.dataDir).filter((name) => !OURS.includes(name))).toEqual(['chargeonce.json']);
  });
});

describe('a system whose parent is killed', () => {
  it('leaves no process and no port', async () => {
    const ports = await freePorts();
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', parentProgram(ports)]);
    await waitFor(() => readOutput(output()).ready, { within: 60_000, what: 'the app to be ready' });
    const [, ...children] = familyOf(parent.pid ?? 0);

    parent.kill('SIGKILL');

    expect(children.length).toBeGreaterThan(3);
    await nothingIsLeft(children, ports);
  });
});

describe('a system that is ended while it starts', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('leaves no process and no port: %s', async (signal) => {
    const ports = await freePorts();
    const runner = spawnRunner({ ports, dataDir: join(folder, 'data'), output: output() });
    const family = await waitFor(() => atLeast(4, familyOf(runner.pid ?? 0)), { within: 20_000, what: 'its servers' });

    runner.kill(signal);

    await nothingIsLeft(family, ports);
    expect(readOutput(output()).failed).toBe(undefined);
  });
});

describe('a system that can not start', () => {
  it('names the variable of a port that is in use', async () => {
    const { KAFKA_CONTROLLER_PORT } = shared.ports;

    expect(await failureOf({ ports: { ...(await freePorts()), KAFKA_CONTROLLER_PORT } })).toMatch(
      new RegExp(
        `^Port ${KAFKA_CONTROLLER_PORT} is in use\\. Set KAFKA_CONTROLLER_PORT to a free one, e\\.g\\. KAFKA_CONTROLLER_PORT=\\d+$`,
      ),
    );
  });

  it('names the data folder that belongs to another one', async () => {
    const failure = await failureOf({ dataDir: shared.dataDir, ports: shared.ports });

    expect(failure).toContain(
      `Already running in ${shared.dataDir} (process ${shared.pids.runner}, http://127.0.0.1:${shared.ports.API_PORT})`,
    );
  });

  it('ends the servers that have started when one has not, and shows the log of that one', async () => {
    const dataDir = join(folder, 'data');
    mkdirSync(join(dataDir, 'kafka'), { recursive: true });
    writeFileSync(join(dataDir, 'kafka/meta.properties'), 'version=1\nnode.id=7\n');
    writeFileSync(join(dataDir, 'chargeonce.json'), '');
    const ports = await freePorts();

    expect(await failureOf({ ports, dataDir })).toMatch(
      /^Kafka ended \(1\) before it was ready\. Its log, .*kafka\.log, ends with:\n.*meta\.properties/s,
    );

    await nothingIsLeft([], ports);
  });
});

const output = () => join(folder, 'output.log');

interface Differing {
  readonly ports?: typeof shared.ports;
  readonly dataDir?: string;
}

async function failureOf({ dataDir = join(folder, 'data'), ports }: Differing) {
  const runner = spawnRunner({ dataDir, ports: ports ?? (await freePorts()), output: output() });
  const [code]: unknown[] = await once(runner, 'exit');
  expect(code).toBe(1);
  return readOutput(output()).failed;
}

const atLeast = <Item>(count: number, items: Item[]) => (items.length >= count ? items : undefined);

const parentProgram = (ports: typeof shared.ports) => `
  import { spawnRunner } from '${join(import.meta.dirname, '../../harness/running-app.ts')}';
  spawnRunner(${JSON.stringify({ ports, dataDir: join(folder, 'data'), output: output() })});
`;
