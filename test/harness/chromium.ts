import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
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
  const path = pathOnTheMachine();
  return chromium.launch({
    ...(path === undefined ? await ownChromium() : { executablePath: path }),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

const pathOnTheMachine = () =>
  [process.env['CHROMIUM_PATH'], ...ON_THE_MACHINE].find((path) => path !== undefined && existsSync(path));

const packageOf = (file: string) => resolve(OWN, 'node_modules/@sparticuz/chromium', file);

const Sparticuz = z.object({
  default: z.custom<{ executablePath(): Promise<string> }>((value) => value !== null),
});

/** It brings the libraries that a server lacks only where it believes to be in a Lambda function. */
const IN_LAMBDA = 'AWS_Lambda_nodejs24.x';

/** The program, and the environment that it needs. It unpacks itself into the temporary folder: into one of the project, where it is found again. */
async function ownChromium() {
  const entry = createRequire(`${OWN}/package.json`).resolve('@sparticuz/chromium');
  const unpacked = resolve(OWN, 'unpacked');
  mkdirSync(unpacked, { recursive: true });
  const executablePath = await withEnvironment({ TMPDIR: unpacked, AWS_EXECUTION_ENV: IN_LAMBDA }, async () => {
    const { default: own } = Sparticuz.parse({ ...(await import(pathToFileURL(entry).href)) });
    return own.executablePath();
  });
  const needs = { LD_LIBRARY_PATH: resolve(unpacked, 'al2023/lib'), FONTCONFIG_FILE: fontsOf(unpacked) };
  return { executablePath, env: { ...process.env, ...needs } };
}

/**
 * Its own fonts and the machine's. What it brings names folders of a Lambda function: where it finds no font at all, it
 * dies of the first input field. @returns the path of fontconfig's settings
 */
function fontsOf(unpacked: string): string {
  const path = resolve(unpacked, 'fonts.conf');
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    `  <dir>${resolve(unpacked, 'fonts/fonts')}</dir>`,
    `  <cachedir>${resolve(unpacked, 'fonts-cache')}</cachedir>`,
    '</fontconfig>',
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Does this with the variables set; what it changes of others is taken back, too. */
async function withEnvironment<T>(variables: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
}
