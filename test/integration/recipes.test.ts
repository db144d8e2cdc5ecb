import { spawnSync } from 'node:child_process';
import { cpSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { addedConsumers, addedEvents, addedFunctions } from '../harness/added-parts.ts';
import { copyCheckout } from '../harness/checkout-copy.ts';
import { type Recipe, readRecipes } from './recipes-of-page.ts';

const copy = copyCheckout();
for (const part of ['.ci', 'test', 'rules', 'bench', 'proof', 'compare', 'docs', ...globSync('*.ts')])
  cpSync(part, join(copy.root, part), { recursive: true });
afterAll(() => copy.remove());

/** Without what this run of the tests sets for its own processes. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST$|GIT_)/.test(name))),
  CI: 'true',
  // The copy may lie within a repository, whose files are not meant.
  GIT_CEILING_DIRECTORIES: join(copy.root, '..'),
};

/** Runs a program in the copy and answers what it printed. @throws with all of it where the program fails */
function run(program: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: copy.root, env, input, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
}

const REPORT = '.local/tests.json';
const Report = z.object({ testResults: z.array(z.object({ name: z.string(), status: z.string() })) });

/** The files of tests that passed. @throws where one fails */
function runTests(files: readonly string[]): string[] {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=1', '--project=unit', '--project=ports'];
  run(process.execPath, [...vitest, '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...files]);
  const { testResults } = z.parse(Report, JSON.parse(readFileSync(join(copy.root, REPORT), 'utf8')));
  return testResults.filter(({ status }) => status === 'passed').map(({ name }) => name);
}

/** The templates of stage dev, without the functions' code. */
function synthesiseDev(): string {
  const context = { stage: 'dev', 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-asset-staging': true };
  run('env', ['CDK_OUTDIR=cdk.out/dev', `CDK_CONTEXT_JSON=${JSON.stringify(context)}`, process.execPath, 'lib/app.ts']);
  return globSync(join(copy.root, 'cdk.out/dev/*.template.json'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
}

/** What the templates of stage dev must show once a recipe is applied. */
const SYNTHESISED: Readonly<Record<string, readonly string[]>> = {
  'Add a field to the order': ['orders.order-placed.v1'],
  'Add an event': ['orders.order-dispatched.v1', 'POST /orders/{orderId}/dispatch'],
  'Add a consumer': ['orders.order-placed.v1.stock-reserver.dlq', 'stock-reserver-consumer-lag'],
  'Add an effect at another service': ['shipment-requester-consumer-lag', 'shipment-retrier-effect-overdue'],
  'Use your own table': ['billing.invoice-issued.v1', 'chargeonce-dev-invoice-publisher'],
  'Put your own gateway in': ['"GATEWAY_API": "acquirer"', '"GATEWAY_KEY": "chargeonce/prod/gateway-key"'],
};

/** The settings of stage dev by which it shows what a recipe adds, where it does not by itself: each instead of another. */
const SETTINGS: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  'Put your own gateway in': [
    [
      "gateway: { kind: 'simulator', key: 'sk_test_simulator' }",
      "gateway: { kind: 'acquirer', url: 'https://api.acquirer.example', keySecret: 'chargeonce/prod/gateway-key' }",
    ],
    [
      "gatewayEvents: { kind: 'webhook', secretIn: 'environment', secret: 'whsec_simulator' }",
      'gatewayEvents: undefined',
    ],
  ],
};

/** Beside other processes the types alone take minutes. */
const WITHIN = 300_000;

const apply = ({ patches }: Recipe, ...how: readonly string[]) =>
  run('git', ['apply', ...how, '-'], patches.join('\n'));

const recipes = readRecipes('docs/recipes.md').filter(({ patches }) => patches.length > 0);

describe('the page of recipes', () => {
  it('has a patch in each of these recipes, and in no other', () => {
    expect(recipes.map(({ title }) => title)).toEqual(Object.keys(SYNTHESISED));
  });
});

/** A copy that has parts of its own is no longer what the patches fit. */
const hasOwnParts = [addedEvents, addedConsumers, addedFunctions].some(({ length }) => length > 0);

describe.skipIf(hasOwnParts).each(recipes)('the recipe "$title"', (recipe) => {
  beforeAll(() => apply(recipe));
  afterAll(() => apply(recipe, '--reverse'));

  it('type-checks', { timeout: WITHIN }, () => {
    const tsc = ['node_modules/typescript-7/bin/tsc', '--noEmit', '-p', '.', '--tsBuildInfoFile', '.local/types.json'];
    run(process.execPath, tsc);
  });

  it('passes the tests that it names, and its own', { timeout: WITHIN }, () => {
    const passed = runTests([...recipe.namedTests, ...recipe.newTests]);

    expect(recipe.newTests).not.toEqual([]);
    for (const file of recipe.newTests) expect(passed.filter((name) => name.endsWith(file))).toHaveLength(1);
  });

  it('synthesises stage dev with what it adds', { timeout: WITHIN }, () => {
    const settings = SETTINGS[recipe.title] ?? [];
    for (const [from, to] of settings) copy.edit('lib/stages.ts', from, to);
    const templates = synthesiseDev();
    for (const [from, to] of settings) copy.edit('lib/stages.ts', to, from);

    for (const text of SYNTHESISED[recipe.title] ?? []) expect(templates).toContain(text);
  });
});
