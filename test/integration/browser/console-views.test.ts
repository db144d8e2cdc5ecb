import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { paymentsTable } from '../../harness/app-tables.ts';
import { hasChromium, launchChromium, NO_CHROMIUM } from '../../harness/chromium.ts';
import { type ConsolePage, consolePage } from '../../harness/console-page.ts';
import { ordersClient } from '../../harness/orders-client.ts';

const app = inject('app');
const orders = ordersClient(app);
const TIMEOUT = { timeout: 300_000 };
let browser: Browser;
let opened: ConsolePage;

async function aPaidOrder() {
  const orderId = await orders.place();
  await orders.waitForStatus(orderId, 'PAID');
  return orderId;
}

async function requeuesOf(orderId: string): Promise<unknown> {
  return (await paymentsTable(app).row(orderId))?.['requeues'];
}

describe.skipIf(!hasChromium())(`the console's views (${hasChromium() ? 'Chromium' : NO_CHROMIUM})`, () => {
  beforeAll(async () => {
    browser = await launchChromium();
    opened = await consolePage({ browser, app });
  });

  afterAll(() => browser.close());

  it('leads from an id that is typed straight to its timeline', TIMEOUT, async () => {
    const orderId = await aPaidOrder();
    const { page, open } = opened;
    await open('#/orders');

    await page.getByLabel('Order or customer').fill(orderId);
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: orderId }).waitFor();
  });

  it('shows by the keyboard the evidence of what happened to an order', TIMEOUT, async () => {
    const orderId = await aPaidOrder();
    const { page, open } = opened;
    await open(`#/orders/${orderId}`);

    await page.getByRole('region', { name: 'Timeline' }).getByRole('button').first().focus();
    await page.keyboard.press('Enter');

    await page
      .getByRole('region', { name: /^Evidence: accepted/ })
      .getByText(orderId)
      .first()
      .waitFor();
  });

  it('says what publishing again would do, and does it only then', TIMEOUT, async () => {
    const orderId = await aPaidOrder();
    const { page, open } = opened;
    await open(`#/orders/${orderId}`);

    await page.getByRole('button', { name: 'Publish again' }).click();
    await page.getByText(/would requeue/).waitFor();
    expect(await requeuesOf(orderId)).toBe(0);
    await page.getByRole('button', { name: 'Do it: publish again' }).click();

    await page.getByText(/requeued/).waitFor();
    expect(await requeuesOf(orderId)).toBe(1);
  });

  it('refuses to try a payment that is decided, in words', TIMEOUT, async () => {
    const { page, open } = opened;
    await open(`#/orders/${await aPaidOrder()}`);

    await page.getByRole('button', { name: 'Try payment now' }).click();

    await page.getByText(/the payment is CAPTURED, so there is nothing to try/).waitFor();
    expect(await page.getByRole('button', { name: /^Do it/ }).count()).toBe(0);
  });

  it('leads from an order to its record, and from there to the order', TIMEOUT, async () => {
    const orderId = await aPaidOrder();
    const { page, open } = opened;
    await open(`#/orders/${orderId}`);

    await page.getByRole('link', { name: 'Open in topic' }).click();
    await page.getByRole('region', { name: 'CloudEvent, decoded' }).getByText(orderId).first().waitFor();
    await page.locator('tr.chosen').getByRole('link', { name: orderId }).click();

    await page.getByRole('heading', { name: orderId }).waitFor();
  });

  it('cancels an order after a question, and shows that it is refunded', TIMEOUT, async () => {
    const orderId = await aPaidOrder();
    const { page, open } = opened;
    await open(`#/orders/${orderId}`);

    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('button', { name: 'Yes, cancel order' }).click();

    await page.locator('dl.facts').getByText('REFUNDED').waitFor();
  });

  it('resolves a review for a reason, beside what the gateway holds', TIMEOUT, async () => {
    const orderId = await orders.place('pm_wrong_amount');
    await orders.waitForStatus(orderId, 'IN_REVIEW');
    const { page, open } = opened;
    await open('#/payments');
    const review = page.getByRole('article', { name: `Review of ${orderId}` });

    await review.getByText('another amount').waitFor();
    expect(await review.getByRole('button', { name: 'Resolve', exact: true }).isDisabled()).toBe(true);
    await review.getByLabel(/^Reason/).fill("the customer's bank says no");
    await review.getByRole('button', { name: 'Resolve', exact: true }).click();
    await review.getByText(/would cancel/).waitFor();
    await review.getByRole('button', { name: 'Do it: resolve' }).click();

    await review.waitFor({ state: 'detached' });
    await orders.waitForStatus(orderId, 'DECLINED');
  });

  it('pauses an event source and lets it go on, and lists both', TIMEOUT, async () => {
    const { page, open } = opened;
    await open('#/operate');
    const source = page.getByRole('region', { name: 'Event sources' }).getByRole('row', { name: /^status-updater/ });

    await source.getByRole('button', { name: 'Pause' }).click();
    await source.getByRole('button', { name: 'Yes, pause' }).click();
    await source.getByText('Disabled').waitFor();
    await source.getByRole('button', { name: 'Resume' }).click();
    await source.getByText('Enabled').waitFor();

    await open('#/dead-letters');
    await page
      .getByRole('region', { name: 'What was written' })
      .getByText(/sources disable/)
      .first()
      .waitFor();
  });

  it('says where a replay would begin, and follows a log', TIMEOUT, async () => {
    const { page, open } = opened;
    await open('#/operate');

    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByText(/Nothing was changed/).waitFor();
    await page.getByRole('button', { name: 'Log of order-api' }).click();

    await page
      .getByRole('region', { name: 'Log of order-api' })
      .getByText(/order-api/)
      .first()
      .waitFor();
  });

  it('showed no error in the browser', () => {
    expect(opened.errors).toEqual([]);
  });
});
