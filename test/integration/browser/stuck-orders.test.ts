import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { hasChromium, launchChromium, NO_CHROMIUM } from '../../harness/chromium.ts';
import { type ConsolePage, consolePage } from '../../harness/console-page.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { STUCK } from './stuck-reasons.ts';

const app = inject('app');
const orders = ordersClient(app);
let browser: Browser;
let opened: ConsolePage;

describe.skipIf(!hasChromium())(`the page of a stuck order (${hasChromium() ? 'Chromium' : NO_CHROMIUM})`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
    opened = await consolePage({ browser, app });
  });

  afterAll(() => browser.close());

  it.each(STUCK)('says after two clicks that $reason', { timeout: 300_000 }, async ({ plant, says, mend }) => {
    let orderId: string | undefined;
    try {
      orderId = await plant();
      await opened.open('#/flow');

      await opened.tab('Orders').click();
      await opened.page.getByRole('link', { name: orderId }).first().click();

      await opened.page.getByRole('region', { name: 'Findings' }).getByText(says).first().waitFor();
    } finally {
      await mend?.(orderId);
    }
    if (mend) await orders.waitForStatus(orderId, 'PAID', 60_000);
  });

  it('showed no error in the browser', () => {
    expect(opened.errors).toEqual([]);
  });
});
