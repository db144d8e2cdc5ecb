import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyCheckout } from '../harness/checkout-copy.ts';

const NOT_COPIED = ['node_modules', '.local', '.git', 'dist', 'cdk.out', 'coverage'];

const copy = copyCheckout();
for (const part of readdirSync('.').filter((name) => !NOT_COPIED.includes(name)))
  cpSync(part, join(copy.root, part), { recursive: true });
afterAll(() => copy.remove());

/** Without what this run of the tests sets for its own processes. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST$|GIT_)/.test(name))),
  CI: 'true',
};

/** Runs a program of Node in the copy and answers what it printed. @throws with all of it where the program fails */
function run(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy.root, env, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
}

/** In one process, which loads the CDK once. */
const vitest = (...args: readonly string[]) => run('node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=1', ...args);

/** Those that list what the templates hold. */
const LISTS = [
  'acknowledgements',
  'alarms',
  'all-rights',
  'consume-elsewhere',
  'cost',
  'dashboard',
  'emulator-stage',
  'existing-cluster',
  'local-runner',
  'node-function',
  'quarantine',
  'quarantine-gauge',
  'topics-stack',
  'traces',
  'used-rights',
].map((name) => `test/infra/${name}.test.ts`);

/** Beside other processes each takes minutes. */
const WITHIN = 600_000;

/** The files that the command names as written. */
const written = (...args: readonly string[]) => run('cli/new.ts', ...args).match(/(?<=^ {2})\S+$/gm) ?? [];

describe('an event, a consumer of it and a function, as npm run new writes them', () => {
  const files = new Set<string>();

  it('are written, each with a test', { timeout: WITHIN }, () => {
    const parts = [
      written('event', 'order-dispatched'),
      written('consumer', 'stock-reserver', '--event', 'orderDispatched', '--action', 'reserve-stock'),
      written('function', 'price-importer', '--every', '30'),
    ];

    for (const part of parts) expect(part.filter((file) => file.endsWith('.test.ts'))).toHaveLength(1);
    for (const file of parts.flat()) files.add(file);
  });

  it('are formatted, linted, typed, used and no larger than allowed', { timeout: WITHIN }, () => {
    const sources = [...files].filter((file) => file.endsWith('.ts'));

    run('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', ...sources);
    run('node_modules/oxlint/bin/oxlint', ...sources);
    run('node_modules/typescript-7/bin/tsc', '--noEmit', '-p', '.', '--tsBuildInfoFile', '.local/types.json');
    run('node_modules/knip/bin/knip.js', '--no-progress');
    run('cli/size.ts');
  });

  it('pass their own tests, and those of the contracts, of the layout and of the pages', { timeout: WITHIN }, () => {
    const own = ['stock-reserver', 'price-importer', 'contracts', 'layout', 'docs'];
    vitest('--project=unit', ...own.map((folder) => `test/unit/${folder}`));
  });

  it('are in each list of what the templates hold', { timeout: WITHIN }, () => {
    vitest('--project=infra', ...LISTS);
  });
});
