import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { orderIdOf } from '../../../functions/order-api/place-order.ts';
import { orderPlacedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import { anOrderRow } from '../../doubles/order-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';
import { olderQuarantine } from '../../harness/app-kafka.ts';
import { ordersTable } from '../../harness/app-tables.ts';
import { hasChromium, launchChromium, NO_CHROMIUM } from '../../harness/chromium.ts';
import {
  assertFits,
  CONSOLE_VIEWS,
  type ConsolePage,
  consolePage,
  seriousFindings,
} from '../../harness/console-page.ts';
import { ordersClient } from '../../harness/orders-client.ts';

const app = inject('app');
const orders = ordersClient(app);
interface Look {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
}

/** Where docs/console gets its pictures: set to a folder, all looks are tested and kept there. */
const pictures = process.env['CONSOLE_PICTURES'];
const LOOKS: readonly Required<Look>[] = [
  { width: 1280, theme: 'light' },
  { width: 390, theme: 'dark' },
];
const OTHER_LOOKS: readonly Required<Look>[] = [
  { width: 1280, theme: 'dark' },
  { width: 390, theme: 'light' },
];
let browser: Browser;
let opened: ConsolePage | undefined;

async function open(options: Look = {}) {
  opened = await consolePage({ browser, app, ...options });
  return opened;
}

describe.skipIf(!hasChromium())(`the console in a browser (${hasChromium() ? 'Chromium' : NO_CHROMIUM})`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });

  afterAll(() => browser.close());

  it.each(pictures === undefined ? LOOKS : [...LOOKS, ...OTHER_LOOKS])(
    'opens every view, without an error, a barrier or a foreign request: %o',
    { timeout: 300_000 },
    async (look) => {
      const paid = await orders.place();
      await orders.waitForStatus(paid, 'PAID');
      const { page, errors, foreign, open: show } = await open(look);

      for (const view of [...CONSOLE_VIEWS, `orders/${paid}`]) {
        await show(`#/${view}`);
        expect({ view, findings: await seriousFindings(page) }).toEqual({ view, findings: [] });
        await assertFits(page);
        const picture = `${view.replace(/^orders\/.*/, 'timeline')}-${look.width}-${look.theme}.png`;
        if (pictures !== undefined && /^(flow|timeline)-/.test(picture))
          await page.screenshot({ path: join(pictures, picture) });
      }

      expect(errors).toEqual([]);
      expect(foreign).toEqual([]);
    },
  );

  it('places an order, which becomes PAID before the eyes of who watches its timeline', async () => {
    const { page, errors, open: show } = await open();
    await show('#/flow');

    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByRole('link', { name: 'Its timeline' }).click();

    await page.locator('dl.facts').getByText('PAID').waitFor();
    for (const lane of ['accepted', 'publish', 'charge', 'settle', 'status'])
      expect(await page.getByRole('region', { name: 'Timeline' }).getByText(lane).count()).toBeGreaterThan(0);
    expect(await seriousFindings(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('kills the broker, shows that orders wait, and that they flow again', { timeout: 300_000 }, async () => {
    const { page, errors, open: show } = await open();
    await show('#/faults');
    const card = page.getByRole('region', { name: 'Broker killed' });

    await card.getByRole('spinbutton', { name: 'Seconds' }).fill('8');
    await card.getByRole('button', { name: 'Start', exact: true }).click();
    await page.locator('.banners').getByText('Broker killed').waitFor();
    const orderId = await orders.place();
    await show(`#/orders/${orderId}`);
    await page
      .locator('.finding')
      .getByText(/Kafka does not answer|waits for the broker|could not publish/)
      .first()
      .waitFor();

    await page.locator('dl.facts').getByText('PAID').waitFor();
    await page.locator('.banners').getByText('Broker killed').waitFor({ state: 'detached' });
    expect(await orders.captures(orderId)).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  it('puts 100 dead letters back, after it has said what it would do', { timeout: 300_000 }, async () => {
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

  it('keeps what it has said of the chosen dead letters where others come meanwhile', async () => {
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

  it('tells the story, which ends with as many charges as orders', { timeout: 400_000 }, async () => {
    const { page, errors, open: show } = await open();
    await show('#/flow');

    await page.getByRole('button', { name: 'Run the story' }).click();

    const story = page.getByRole('region', { name: 'The story' });
    await story.getByText('96 orders, 96 charges, 0 lost, 0 charged twice.').first().waitFor({ timeout: 300_000 });
    expect(errors).toEqual([]);
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
