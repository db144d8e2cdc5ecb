import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import * as z from 'zod/mini';

const ON_THE_MACHINE = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`);
/** Installed by `.ci/run`, as rules/browser describes it. */
const OWN = resolve(import.meta.dirname, '../../.local/chromium');

/** Without one, tests are skipped. */
export const NO_CHROMIUM = 'skipped: no Chromium (set CHROMIUM_PATH, or CHARGEONCE_BROWSER=install)';

/** Whether there is a Chromium for the tests. */
export const hasChromium = () => pathOnTheMachine() !== undefined || existsSync(packageOf('package.json'));

/** Starts it without a window. @throws where there is none. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = pathOnTheMachine();
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  if (executablePath !== undefined) return chromium.launch({ executablePath, args });
  return chromium.launch(await ownChromium());
}

const pathOnTheMachine = () =>
  [process.env['CHROMIUM_PATH'], ...ON_THE_MACHINE].find((path) => path !== undefined && existsSync(path));

const packageOf = (file: string) => resolve(OWN, 'node_modules/@sparticuz/chromium', file);

const Sparticuz = z.object({
  default: z.custom<{ args: string[]; executablePath(): Promise<string> }>((value) => value !== null),
});

/** Unpacks itself into the temporary folder: into one of the project, where it is found again. */
async function ownChromium() {
  const entry = createRequire(`${OWN}/package.json`).resolve('@sparticuz/chromium');
  const unpacked = resolve(OWN, 'unpacked');
  mkdirSync(unpacked, { recursive: true });
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = unpacked;
  try {
    const { default: own } = Sparticuz.parse({ ...(await import(pathToFileURL(entry).href)) });
    return { executablePath: await own.executablePath(), args: own.args };
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  }
}
