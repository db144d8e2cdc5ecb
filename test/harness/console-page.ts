import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchChromium } from './chromium.ts';
import type { AppAddress } from './running-app.ts';

/** As the page's tabs name them. */
export const CONSOLE_VIEWS = ['flow', 'orders', 'topics', 'payments', 'dead-letters', 'faults', 'operate'] as const;

interface ConsolePageOptions {
  readonly browser: Browser;
  readonly app: Pick<AppAddress, 'ports'>;
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
}

/**
 * Opens the console for the tests of a `describe`, in one browser: each page is closed with its test. @returns what opens one
 */
export function consolePages(app: ConsolePageOptions['app']) {
  let browser: Browser;
  let opened: ConsolePage | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });
  afterAll(() => browser.close());
  return async (look: Pick<ConsolePageOptions, 'width' | 'theme'> = {}) => {
    opened = await consolePage({ browser, app, ...look });
    return opened;
  };
}

/** A machine that does much else shows everything later. */
const TIMEOUT_MS = 60_000;

/** The console of a running app, open in a browser of its own session. */
export async function consolePage({ browser, app, width = 1280, theme = 'light' }: ConsolePageOptions) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const base = `http://127.0.0.1:${app.ports.CONSOLE_PORT}/`;
  const errors: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url())) foreign.push(request.url());
  });
  await page.goto(base);
  await page.getByRole('banner').getByText('live').waitFor();
  return {
    page,
    /** What the browser's console showed as an error. */
    errors,
    /** Requests that went elsewhere. */
    foreign,
    async open(hash: string) {
      // As text: the code of the page is not code of this project.
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await page.locator('#view h2, #view h3').first().waitFor();
    },
    tab: (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }),
    close: () => context.close(),
  };
}

export type ConsolePage = Awaited<ReturnType<typeof consolePage>>;

/** What axe finds to be serious or critical, in words. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}

/** No wider than its window: what is wide scrolls in a box of its own. */
export async function assertFits(page: Page) {
  const excess = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  expect(excess).toBeLessThanOrEqual(0);
}
