import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import type { ContinuedAudit } from '../../../functions/auditor/continue-audit.ts';
import { anOrderRow, orderIdOf } from '../../doubles/order-builders.ts';
import { ordersTable, paymentsTable } from '../../harness/app-tables.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { runAuditor, runOps } from '../../harness/run-ops.ts';

const app = inject('app');
const orders = ordersClient(app);
const audit = (...args: string[]) => runOps<ContinuedAudit | null>(app, 'audit', ...args);

describe('ops audit', () => {
  it('explains paid, declined and refunded orders, and finds a refund that nobody asked for', async () => {
    const from = new Date().toISOString();
    const [paid, declined, cancelled, givenBack] = [
      await orders.place(),
      await orders.place('pm_card_chargeDeclined'),
      await orders.place(),
      await orders.place(),
    ];
    await orders.waitForStatus(declined, 'DECLINED');
    for (const orderId of [paid, cancelled, givenBack]) await orders.waitForStatus(orderId, 'PAID');
    await orders.cancel(cancelled);
    const [capture] = await orders.captures(givenBack);
    const refunded = await fetch(`http://127.0.0.1:${app.ports.GATEWAY_PORT}/v1/refunds`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_simulator' },
      body: new URLSearchParams({ payment_intent: capture?.id ?? '', amount: '100' }),
    });
    expect(refunded.status).toBe(200);

    const { code, data } = await audit('--from', from, '--until', new Date().toISOString());

    expect(code).toBe(1);
    expect(data?.orders).toBeGreaterThanOrEqual(4);
    expect(data?.discrepancies.filter(({ orderId }) => [paid, declined, cancelled].includes(orderId))).toEqual([]);
    expect(data?.discrepancies).toContainEqual({
      ...{ kind: 'refund-unexpected', orderId: givenBack, expected: 'no refund', found: '100 EUR given back' },
      command: `npm run ops -- order ${givenBack}`,
    });
  });

  it('goes on where the last audit ended, and saves nothing in a dry run', async () => {
    const dry = await audit('--dry-run');
    const first = await audit();
    const second = await audit('--dry-run');

    expect([0, 1]).toContain(dry.code);
    expect(first.data?.from.slice(0, 13)).toBe(dry.data?.from.slice(0, 13));
    if (second.data !== null) expect(second.data.from).toBe(first.data?.until);
  });

  it.each([
    [['--until', '2026-01-01'], '--until needs --from'],
    [['--from', '2026-01-02', '--until', '2026-01-01'], 'The period is empty'],
    [['--from', 'yesterday'], 'It must be a time'],
  ])('says what is wrong with %j', async (args, message) => {
    expect(await audit(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});

const HOUR = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();
const linesOf = (orderId: string) =>
  readFileSync(join(app.dataDir, 'logs', 'chargeonce-dev-auditor.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('does not fit together') && line.includes(orderId));

describe('the auditor of a running system', () => {
  it('reports an order that counts as paid, and was not, until it is put right', async () => {
    const orderId = orderIdOf(8_700_001);
    const { outbox: _published, ...row } = anOrderRow({ orderId, placedAt: hoursAgo(1), status: 'PAID' });
    await ordersTable(app).put(row);
    await paymentsTable(app).put({ eventId: '#audit', until: hoursAgo(2), left: [] });

    expect(await runAuditor(app)).toMatchObject({ audits: 1, complete: true });

    expect(linesOf(orderId).join()).toContain('paid-not-captured');
    const found = await audit();
    expect(found.data?.discrepancies).toContainEqual(expect.objectContaining({ orderId, kind: 'paid-not-captured' }));

    await ordersTable(app).remove(orderId);
    await runAuditor(app);
    const before = linesOf(orderId).length;
    await runAuditor(app);
    expect(linesOf(orderId)).toHaveLength(before);
  });
});
