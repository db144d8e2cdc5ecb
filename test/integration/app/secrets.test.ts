import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { produce, recordsOf } from '../../harness/app-kafka.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);

const CARD = '4242424242424242';
const EMAIL = 'someone@customer.example';
const GATEWAY_KEY = 'sk_test_simulator';
const TOPIC = 'orders.order-placed.v1';
const DLQ = `${TOPIC}.payment-processor.dlq`;

describe('what must not be reported', () => {
  it('stands in no log, answer or quarantine header, wherever it was put', async () => {
    const run = randomUUID();
    const { authorization } = await orders.bearer('acme');
    const answers = [
      await orders.post({ ...anOrderRequest({}), customerId: CARD }),
      await orders.post({ ...anOrderRequest({}), [`card ${CARD}`]: 1 }),
      await orders.send(`{"customerId":"${EMAIL}","card":${CARD}`),
      await orders.post(anOrderRequest({}), { authorization: `${authorization}x` }),
      await orders.get(CARD),
    ];
    // An accepted order may hold an address; a log must not.
    const placed = await orders.post(
      { ...anOrderRequest({}), customerId: EMAIL },
      { authorization: `${authorization}` },
    );
    await produce(app, TOPIC, [
      {
        value: `{"orderId":"${CARD} ${EMAIL}`,
        headers: { run, ce_type: 'chargeonce.order.placed.v1', ce_id: 'an-id' },
      },
      { value: `{"orderId":"${CARD}"}`, headers: { run, ce_type: 'chargeonce.order.placed.v1', ce_id: 'an-id' } },
    ]);

    const quarantined = await waitFor(
      async () => {
        const own = (await recordsOf(app, DLQ)).filter(({ headers }) => headers['run'] === run);
        return own.length === 2 ? own : undefined;
      },
      { within: 20_000, what: 'the quarantined records' },
    );

    expect(placed.status).toBe(202);
    const secrets = [CARD, EMAIL, GATEWAY_KEY, `${authorization}`.replace('Bearer ', '')];
    const reported = {
      answers: JSON.stringify(answers.map(({ status, body }) => ({ status, body }))),
      headers: JSON.stringify(quarantined.map(({ headers }) => headers)),
      ...logs(),
    };
    for (const [where, text] of Object.entries(reported)) {
      for (const secret of secrets) expect(text, where).not.toContain(secret);
    }
  });
});

describe('the data folder', () => {
  it('and everything in it is readable by its user only', () => {
    const files = readdirSync(app.dataDir, { recursive: true, encoding: 'utf8' }).map((file) =>
      join(app.dataDir, file),
    );

    const open = [app.dataDir, ...files].filter(
      (file) => ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) > 0,
    );

    expect(files.length).toBeGreaterThan(10);
    expect(open).toEqual([]);
  });
});

const logs = (folder = join(app.dataDir, 'logs')) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'utf8')]),
  );
