import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultDescription } from '../../console/contract/live-events.ts';
import { runChargeonce } from '../harness/run-chargeonce.ts';

const SLOW: FaultDescription = {
  id: 'slow-gateway',
  title: 'Slow gateway',
  does: 'The gateway answers late.',
  watch: 'no order is charged twice',
  seconds: 30,
  value: { name: 'delay', unit: 'ms', default: 2_000, highest: 10_000 },
};

let server: Server;
let dataDir: string;
let received: { readonly url?: string | undefined; readonly token?: unknown; readonly body: unknown }[];
let refuses: boolean;

/** A data folder whose system is this process, with a console that knows one fault. */
beforeEach(async () => {
  [received, refuses] = [[], false];
  server = createServer((request, response) => {
    const answer = async () => {
      if (request.method === 'GET') return { status: 200, body: { stage: 'local', faults: [SLOW] } };
      received.push({ url: request.url, token: request.headers['x-console-token'], body: await json(request) });
      if (refuses) return { status: 409, body: { problem: 'it is on already' } };
      return { status: 200, body: { ok: true, text: 'Slow gateway for 5 s' } };
    };
    void answer().then(({ status, body }) => response.writeHead(status).end(JSON.stringify(body)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  dataDir = mkdtempSync(join(tmpdir(), 'chargeonce-fault-'));
  const ports = { API_PORT: 4, CONSOLE_PORT: port, GATEWAY_PORT: 5, DYNAMODB_PORT: 6, KAFKA_PORT: 7 };
  writeFileSync(join(dataDir, 'chargeonce.json'), JSON.stringify({ pid: process.pid, ports }));
  writeFileSync(join(dataDir, 'console.token'), 'opens-it\n');
});

afterEach(() => {
  server.close();
  rmSync(dataDir, { recursive: true });
});

const fault = (...args: string[]) => runChargeonce({ CHARGEONCE_DATA_DIR: dataDir }, 'fault', ...args);

describe('chargeonce fault', () => {
  it('lists what can be broken, as a table and as JSON', async () => {
    const table = await fault('ls');
    expect(table).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^slow-gateway +30 +delay 2000 ms \(at most 10000\) +The gateway answers late\.$/m),
    });

    expect(JSON.parse((await fault('ls', '--json')).stdout)).toEqual([SLOW]);
  });

  it('starts one for a time with its value, by the token of the running system, and says what to watch', async () => {
    const { code, stdout } = await fault('start', 'slow-gateway', '--seconds', '5', '--value', '900');

    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Slow gateway for 5 s\nWatch: no order is charged twice\n' });
    expect(received).toEqual([
      { url: '/api/faults/slow-gateway', token: 'opens-it', body: { seconds: 5, value: 900 } },
    ]);
  });

  it('ends one', async () => {
    expect(await fault('end', 'slow-gateway')).toMatchObject({ code: 0 });
    expect(received).toEqual([{ url: '/api/faults/slow-gateway/end', token: 'opens-it', body: {} }]);
  });

  it('answers no with the reason of the console', async () => {
    refuses = true;

    expect(await fault('start', 'slow-gateway')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('answered 409: it is on already'),
    });
  });

  it('sends nothing for a fault that there is not, and names those that there are', async () => {
    expect(await fault('start', 'nothing')).toMatchObject({
      code: 2,
      stderr: 'There is no fault "nothing". There are: slow-gateway\n',
    });
    expect(received).toEqual([]);
  });

  it('says so where no console answers', async () => {
    server.close();

    expect(await fault('ls')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No console answers at http://127.0.0.1:'),
    });
  });
});
