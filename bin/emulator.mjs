import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { inProject } from './project.mjs';
import { runQuietly } from './run-quietly.mjs';

const REQUIREMENTS = inProject('local/emulator/requirements.txt');
const VENV = inProject('.local/emulator/venv');
/** Written last: a broken-off installation has none. */
const INSTALLED = `${VENV}/requirements.txt`;

/** An endpoint that is given needs none of its own. */
export const emulatorIsInstalled = () =>
  process.env.AWS_ENDPOINT_URL !== undefined ||
  (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === readFileSync(REQUIREMENTS, 'utf8'));

/** Installs the endpoint that imitates AWS into an environment of its own: nothing goes into the system's Python. */
export function installEmulator() {
  rmSync(VENV, { recursive: true, force: true });
  runQuietly('python3', ['-m', 'venv', VENV]);
  runQuietly(`${VENV}/bin/pip`, ['install', '-q', '--disable-pip-version-check', '--no-deps', '-r', REQUIREMENTS]);
  copyFileSync(REQUIREMENTS, INSTALLED);
}
