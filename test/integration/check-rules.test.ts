import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceFolders } from '../../cli/source-files.ts';

/** A file that breaks each rule, and its import. */
const planted = {
  'no-circular': { file: 'cli/planted-circle.ts', imports: './planted-circle.ts' },
  'not-unresolvable': { file: 'cli/planted-gap.ts', imports: './no-such-file.ts' },
  'stages-meet-only-in-contracts': { file: 'functions/order-api/planted.ts', imports: '../quarantine/env.ts' },
  'functions-know-no-infrastructure': { file: 'functions/order-api/planted-lib.ts', imports: '../../lib/stages.ts' },
  'functions-run-in-lambda': { file: 'functions/platform/planted-command.ts', imports: './env.ts' },
  'infrastructure-sees-only-promises': { file: 'lib/planted.ts', imports: '../functions/order-api/place-order.ts' },
  'infrastructure-knows-no-tools': { file: 'lib/planted-tool.ts', imports: '../cli/source-files.ts' },
  'recipes-know-no-stage': { file: 'lib/recipes/planted.ts', imports: '../flow/order-api.ts' },
  'contracts-stand-alone': { file: 'functions/contracts/planted.ts', imports: '../platform/env.ts' },
  'platform-knows-no-stage': { file: 'functions/platform/planted.ts', imports: '../order-api/env.ts' },
  'effects-know-no-order': { file: 'functions/effects/planted.ts', imports: '../contracts/order-row.ts' },
  'payments-know-no-stage': { file: 'functions/payments/planted.ts', imports: '../payment-processor/env.ts' },
  'payments-are-of-few': { file: 'functions/quarantine/planted.ts', imports: '../payments/env.ts' },
  'wiring-is-given-its-clients': { file: 'functions/payments/wiring.ts', imports: '@aws-sdk/client-dynamodb' },
  'use-cases-are-pure': { file: 'functions/order-api/planted-sdk.ts', imports: '@aws-sdk/client-dynamodb' },
  'functions-only-ship-dependencies': { file: 'functions/order-api/planted-dev.ts', imports: 'fast-check' },
  'local-reads-the-template': { file: 'local/planted.ts', imports: '../lib/stages.ts' },
  'lambda-local-knows-no-order': { file: 'lambda-local/planted.ts', imports: '../functions/contracts/order-row.ts' },
  'the-page-knows-only-the-contract': { file: 'console/page/src/planted.ts', imports: '../../server/live-hub.ts' },
  'tools-know-no-tests': { file: 'cli/planted.ts', imports: '../test/harness/wait-for.ts' },
  'only-its-commands-know-the-proof': { file: 'cli/planted-proof.ts', imports: '../proof/layer.ts' },
  'the-entry-needs-no-package': { file: 'bin/planted.mjs', imports: 'zod' },
} as const;

/** What only the types show, a line for each rule. */
const mistyped = {
  'no-floating-promises': 'Promise.resolve(name);',
  'no-unnecessary-condition': 'name?.trim();',
  'no-unsafe-assignment': 'const parsed: string = JSON.parse(name);',
  'restrict-plus-operands': 'console.log(parsed + { name });',
  'switch-exhaustiveness-check': "switch (kind) { case 'one': return name; }",
  'consistent-type-assertions': 'return kind as string;',
} as const;

let copy: string;
let output: string;

beforeAll(() => {
  mkdirSync('.local', { recursive: true });
  // Inside the project, where the packages are found.
  copy = mkdtempSync('.local/check-rules-');
  for (const part of sourceFolders()) cpSync(part, join(copy, part), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.js', '.oxlintrc.jsonc'])
    cpSync(file, join(copy, file));
  for (const { file, imports } of Object.values(planted)) writeFileSync(join(copy, file), `import '${imports}';\n`);
  output = checkImportDirection();
});

afterAll(() => rmSync(copy, { recursive: true }));

function checkImportDirection(): string {
  const { status, stderr } = spawnSync(process.execPath, ['cli/import-direction.ts'], { cwd: copy, encoding: 'utf8' });
  expect(status).toBe(1);
  return stderr;
}

describe('the direction of imports', () => {
  it.each(Object.entries(planted))('is kept by the rule %s', (rule, { file }) => {
    expect(output).toContain(`${rule}: ${file} -> `);
  });

  it('has a planted import for every rule', () => {
    const rules = readFileSync('.dependency-cruiser.js', 'utf8').matchAll(/name: '([^']+)'/g);

    expect(new Set([...rules].map(([, rule]) => rule))).toEqual(new Set(Object.keys(planted)));
  });

  it('is not taken for kept when files were not read', () => {
    const config = join(copy, '.dependency-cruiser.js');
    writeFileSync(config, readFileSync(config, 'utf8').replace('doNotFollow:', "exclude: '^lib/', doNotFollow:"));

    expect(checkImportDirection()).toContain('not read: lib/app.ts');
  });
});

describe('the lint with types', () => {
  it('finds what only the types tell', () => {
    const lines = Object.values(mistyped).map((line) => `  ${line}\n`);
    const head = "export function planted(name: string, kind: 'one' | 'other') {\n";
    writeFileSync(join(copy, 'functions/platform/mistyped.ts'), `${head}${lines.join('')}}\n`);

    const oxlint = '../../node_modules/.bin/oxlint';
    const { stdout } = spawnSync(oxlint, ['-f', 'unix', 'functions/platform/mistyped.ts'], {
      cwd: copy,
      encoding: 'utf8',
    });

    const found = [...stdout.matchAll(/:(\d+):\d+: .*typescript\(([^)]+)\)/g)].map(([, line, rule]) => [
      Number(line),
      rule,
    ]);
    expect(found).toEqual(expect.arrayContaining(Object.keys(mistyped).map((rule, index) => [index + 2, rule])));
  });
});
