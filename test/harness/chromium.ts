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
  const executablePath = pathOnTheMachine() ?? (await ownChromium());
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

const pathOnTheMachine = () =>
  [process.env['CHROMIUM_PATH'], ...ON_THE_MACHINE].find((path) => path !== undefined && existsSync(path));

const packageOf = (file: string) => resolve(OWN, 'node_modules/@sparticuz/chromium', file);

const Sparticuz = z.object({
  default: z.custom<{ executablePath(): Promise<string> }>((value) => value !== null),
});

/** It brings the libraries that a server lacks only where it believes to be in a Lambda function. */
const IN_LAMBDA = 'AWS_Lambda_nodejs24.x';

/** The program; it unpacks itself into the temporary folder: into one of the project, where it is found again. */
async function ownChromium(): Promise<string> {
  const entry = createRequire(`${OWN}/package.json`).resolve('@sparticuz/chromium');
  const unpacked = resolve(OWN, 'unpacked');
  mkdirSync(unpacked, { recursive: true });
  const { TMPDIR, AWS_EXECUTION_ENV } = process.env;
  Object.assign(process.env, { TMPDIR: unpacked, AWS_EXECUTION_ENV: IN_LAMBDA });
  try {
    const { default: own } = Sparticuz.parse({ ...(await import(pathToFileURL(entry).href)) });
    return await own.executablePath();
  } finally {
    restore({ TMPDIR, AWS_EXECUTION_ENV });
  }
}

function restore(variables: Readonly<Record<string, string | undefined>>) {
  for (const [name, value] of Object.entries(variables))
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
}
