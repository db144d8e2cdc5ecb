import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { orderIdOf } from '../../../functions/order-api/place-order.ts';
import { orderPlacedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import { anOrderRow } from '../../doubles/order-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';
import { olderQuarantine } from '../../harness/app-kafka.ts';
import { ordersTable } from '../../harness/app-tables.ts';
import { hasChromium, NO_CHROMIUM } from '../../harness/chromium.ts';
import { consolePages } from '../../harness/console-page.ts';
import { ordersClient } from '../../harness/orders-client.ts';

const app = inject('app');
const orders = ordersClient(app);

describe.skipIf(!hasChromium())(`dead letters in the console (${hasChromium() ? 'Chromium' : NO_CHROMIUM})`, () => {
  const open = consolePages(app);

  it('are put back, 100 at once, after it has said what it would do', { timeout: 300_000 }, async () => {
    const error = `Unknown-${randomUUID().slice(0, 8)}`;
    const ids = await quarantined(100, error);
    const { page, errors, open: show } = await open();
    await show('#/dead-letters');

    await page.getByLabel(`Choose ${error} of payment-processor`).check();
    await page.getByRole('button', { name: 'Redrive', exact: true }).click();
    await page
      .getByRole('status')
      .getByText(/100 would be put back/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Do it: redrive' }).click();
    const said = page.locator('.dry-run-text').filter({ hasText: /^\W*(done|failed)/ });
    expect(await said.textContent()).toMatch(/100 put back/);

    for (const orderId of ids) await orders.waitForStatus(orderId, 'PAID', 40_000);
    expect(errors).toEqual([]);
  });

  it('keep what was said of them where others come meanwhile', async () => {
    await quarantined(1, `Unknown-${randomUUID().slice(0, 8)}`);
    const { page, open: show } = await open();
    await show('#/dead-letters');
    await page.getByLabel('Choose all').check();
    await page.getByRole('button', { name: 'Redrive', exact: true }).click();
    await page
      .getByRole('status')
      .getByText(/ would be put back/)
      .first()
      .waitFor();

    const another = `Unknown-${randomUUID().slice(0, 8)}`;
    await quarantined(1, another);
    await page.getByLabel(`Choose ${another} of payment-processor`).waitFor();

    expect(await page.getByRole('button', { name: 'Do it: redrive' }).isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Leave it' }).click();
  });
});

/** Orders whose events an older payment-processor has put into quarantine. */
async function quarantined(count: number, error: string): Promise<string[]> {
  const quarantine = olderQuarantine(app);
  const ids = Array.from({ length: count }, () => orderIdOf('local', randomUUID()));
  const plant = async (orderId: string) => {
    const { outbox: _, ...row } = anOrderRow({ orderId, placedAt: new Date().toISOString() });
    await ordersTable(app).put(row);
    await quarantine(aKafkaRecord({}, orderPlacedEvent('')(row)), error);
  };
  await Promise.all(ids.map(plant));
  return ids;
}
