import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLAIM_FILE } from '../../../../local/data-folder.ts';
import { STEPS_PATH } from '../../../../local/order-progress.ts';
import { runCli } from '../../../harness/run-cli.ts';

/** What becomes of an order. */
interface Fate {
  readonly accepted?: boolean;
  /** The statuses of its payments at the gateway. */
  readonly payments?: readonly string[];
}

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** Runs the command beside a system that does this to one order after the other; its ledger has one payment a page. */
async function load(fates: readonly Fate[]) {
  const steps = new EventEmitter();
  const ledger: { id: string; status: string; created: number; metadata: object }[] = [];
  const left = [...fates];
  const api = await serve((request, response) => {
    if (request.url === STEPS_PATH) {
      response.flushHeaders();
      steps.on('step', (step) => response.write(`${JSON.stringify(step)}\n`));
      return;
    }
    const { accepted = true, payments = ['succeeded'] } = left.shift() ?? {};
    if (!accepted) {
      response.writeHead(503).end('{}');
      return;
    }
    const orderId = `ord_${left.length}`;
    for (const status of payments)
      ledger.push({ id: `pi_${ledger.length}`, status, created: 1, metadata: { orderId } });
    response.writeHead(202).end(JSON.stringify({ orderId }));
    steps.emit('step', { orderId, step: payments.includes('succeeded') ? 'paid' : 'declined' });
  });
  const gateway = await serve(({ url }, response) => {
    const after = new URL(url ?? '', 'http://localhost').searchParams.get('starting_after');
    const next = ledger.findIndex(({ id }) => id === after) + 1;
    response.end(JSON.stringify({ data: ledger.slice(next, next + 1), has_more: next + 1 < ledger.length }));
  });
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  const ports = { API_PORT: api.port, GATEWAY_PORT: gateway.port };
  writeFileSync(join(folder, CLAIM_FILE), JSON.stringify({ ports, pid: process.pid }));
  const args = ['--orders', String(fates.length), '--json'];
  const { code, stdout } = await runCli({ command: 'load', args, env: { CHARGEONCE_DATA_DIR: folder } });
  for (const server of [api, gateway]) server.close();
  rmSync(folder, { recursive: true });
  return { code, figures: JSON.parse(stdout) as unknown };
}

describe('npm run load', () => {
  it('is content where each order is paid and charged once, whatever failed before', async () => {
    expect(await load([{}, { payments: ['canceled', 'succeeded'] }, {}])).toMatchObject({
      code: 0,
      figures: { orders: 3, accepted: 3, paid: 3, charges: 3, allPaidOnce: true },
    });
  });

  it.each([
    ['an order is charged twice', { payments: ['succeeded', 'succeeded'] }, { accepted: 3, paid: 3, charges: 4 }],
    ['an order is refused', { accepted: false }, { accepted: 2, paid: 2, charges: 2 }],
    ['an order is not charged', { payments: ['canceled'] }, { accepted: 3, charges: 2 }],
  ])('ends with 1 where %s', async (_what, fate, figures) => {
    expect(await load([{}, fate, {}])).toMatchObject({ code: 1, figures: { ...figures, allPaidOnce: false } });
  });
});
