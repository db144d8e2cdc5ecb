import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { readPage } from '../unit/docs/markdown.ts';

const Names = z._default(z.record(z.string(), z.string()), {});
const Locked = z.looseObject({ dependencies: Names, optionalDependencies: Names, peerDependencies: Names });
type Packages = Readonly<Record<string, z.output<typeof Locked>>>;
const Lockfile = z.object({ packages: z.record(z.string(), Locked) });
const Project = z.object({ version: z.string(), dependencies: Names, devDependencies: Names });

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** What the page asks its readers to install, and what they run the app with. */
const INSTALLED = [
  ...['@aws-sdk/client-dynamodb', '@aws-sdk/client-dynamodb-streams', '@aws-sdk/util-dynamodb', 'aws-cdk-lib'],
  ...['constructs', 'esbuild', 'zod', 'aws-cdk', 'typescript', '@types/aws-lambda', '@types/node'],
];

const env = { ...process.env, CI: 'true', PATH: dirname(process.execPath) + delimiter + process.env['PATH'] };

/** @throws with all that was printed where the program fails */
export function runProgram(program: string, args: readonly string[], { cwd = '.', more = {} } = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...env, ...more },
    encoding: 'utf8',
  });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')} ended with ${status ?? error?.message}\n${stdout}${stderr}`);
}

/** Packs this project, and answers the file. */
export function packProject(): string {
  runProgram(process.execPath, ['cli/package.ts']);
  return resolve(`dist/chargeonce-${Project.parse(readJson('package.json')).version}.tgz`);
}

/** An app with the files of a page, into which the packed project is installed from the cache that this project's own packages came by. */
export function installApp(packed: string, page: string) {
  const folder = mkdtempSync(join(tmpdir(), 'chargeonce-app-'));
  for (const {
    lines: [first = '', ...lines],
  } of readPage(page).fences) {
    const [, file] = /^\/\/ (\S+\.ts)$/.exec(first) ?? [];
    if (file === undefined) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${lines.join('\n')}\n`);
  }
  const own = Project.parse(readJson('package.json'));
  const versions = { ...own.dependencies, ...own.devDependencies };
  const dependencies = {
    ...Object.fromEntries(INSTALLED.map((name) => [name, versions[name] ?? ''])),
    chargeonce: `file:${packed}`,
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'billing', type: 'module', dependencies }));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lockfileOf(dependencies, packed)));
  runProgram('npm', ['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** The part of this project's lockfile that the app needs: the same packages, of which npm has copies already. */
function lockfileOf(dependencies: Readonly<Record<string, string>>, packed: string) {
  const { packages } = Lockfile.parse(readJson('package-lock.json'));
  const { '': project = Locked.parse({}), ...others } = packages;
  const chargeonce = Locked.parse({ ...project, devDependencies: undefined, resolved: `file:${packed}` });
  const all: Packages = { ...others, 'node_modules/chargeonce': chargeonce };
  const needed = new Set<string>();
  const add = (from: string, name: string) => {
    const at = installedAt(all, from, name);
    if (at === undefined || needed.has(at)) return;
    needed.add(at);
    const { dependencies, optionalDependencies, peerDependencies } = all[at] ?? Locked.parse({});
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) add(at, next);
  };
  for (const name of Object.keys(dependencies)) add('', name);
  const kept = [...needed].map((at) => [at, { ...all[at], dev: undefined, devOptional: undefined }]);
  return { name: 'billing', lockfileVersion: 3, packages: { '': { dependencies }, ...Object.fromEntries(kept) } };
}

/** Where Node finds a package that one at `from` asks for: in its own folder, or in one further up. */
function installedAt(packages: Packages, from: string, name: string): string | undefined {
  const at = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (packages[at] !== undefined) return at;
  return from === ''
    ? undefined
    : installedAt(packages, from.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, ''), name);
}
