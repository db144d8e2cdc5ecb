import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as z from 'zod/mini';
import { projectCommand } from './project-command.ts';

projectCommand('npm run package')
  .description(
    'Packs what other projects import, chargeonce/constructs, chargeonce/runtime and chargeonce/testing, for npm install.',
  )
  .addHelpText('after', '\nWrites dist/chargeonce-<version>.tgz. How to use it: docs/package.md')
  .parse();

const COMPILED = 'dist/package';
/** Is started as a file, and imported by none. */
const WORKER = 'lambda-local/functions/worker.mjs';
/** What is packed lies here. */
const STAGED = 'dist/staged';

/** Ends this command where the program fails, which has said why. */
function run(program: string, ...args: string[]) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) console.error(`${program} can't be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** What works in a checkout only. npm would pack the file of the command, too, and link it. */
const OF_THE_CHECKOUT = ['bin', 'scripts', 'devDependencies', 'optionalDependencies', 'allowScripts'];

/** The checkout brings its own Node; a package runs on whatever there is, and its dependencies ask for this one. */
const ENGINES = { node: '>=22.22.0' };

function packedManifest(): object {
  const manifest = z.parse(z.record(z.string(), z.unknown()), JSON.parse(readFileSync('package.json', 'utf8')));
  const packed = Object.entries(manifest).filter(([name]) => !OF_THE_CHECKOUT.includes(name));
  return { ...Object.fromEntries(packed), engines: ENGINES };
}

rmSync(COMPILED, { recursive: true, force: true });
mkdirSync(COMPILED, { recursive: true });
run(process.execPath, createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', 'tsconfig.package.json');
copyFileSync(WORKER, `${COMPILED}/${WORKER}`);

rmSync(STAGED, { recursive: true, force: true });
for (const part of [COMPILED, 'docs/runbook.md', 'README.md', 'LICENSE'])
  cpSync(part, `${STAGED}/${part}`, { recursive: true });
writeFileSync(`${STAGED}/package.json`, `${JSON.stringify(packedManifest(), null, 2)}\n`);
run('npm', 'pack', `./${STAGED}`, '--loglevel=error', '--pack-destination=dist');
