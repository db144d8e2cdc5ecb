import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
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

/** Ends this command where the program fails, which has said why. */
function run(program: string, ...args: string[]) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) console.error(`${program} can't be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(COMPILED, { recursive: true, force: true });
mkdirSync(COMPILED, { recursive: true });
run(process.execPath, createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', 'tsconfig.package.json');
copyFileSync(WORKER, `${COMPILED}/${WORKER}`);
run('npm', 'pack', '--loglevel=error', '--pack-destination=dist');
