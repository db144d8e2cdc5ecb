import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../../harness/chromium.ts';
import { assertFits, CONSOLE_VIEWS, consolePages, seriousFindings } from '../../harness/console-page.ts';
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

describe.skipIf(!hasChromium())(`the console in a browser (${hasChromium() ? 'Chromium' : NO_CHROMIUM})`, () => {
  const open = consolePages(app);

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

  it('tells the story, which ends with as many charges as orders', { timeout: 400_000 }, async () => {
    const { page, errors, open: show } = await open();
    await show('#/flow');

    await page.getByRole('button', { name: 'Run the story' }).click();

    const story = page.getByRole('region', { name: 'The story' });
    await story.getByText('96 orders, 96 charges, 0 lost, 0 charged twice.').first().waitFor({ timeout: 300_000 });
    expect(errors).toEqual([]);
  });
});
