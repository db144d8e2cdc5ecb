import { existsSync, readFileSync } from 'node:fs';
import { inProject } from './project.mjs';
import { runQuietly } from './run-quietly.mjs';

/** Whether node_modules is what the lockfile says. npm writes its own list last, so a broken-off installation has none. */
export function packagesAreInstalled() {
  if (!existsSync(inProject('node_modules/.package-lock.json'))) return false;
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json'))
    .filter(([path]) => path !== '')
    .every(([path, wanted]) => isThere(installed[path], wanted));
}

/** An optional package is for some systems only: that for this one must be there. */
function isThere(installed, wanted) {
  if (installed) return installed.integrity === wanted.integrity;
  return wanted.optional === true && !isForThisSystem(wanted);
}

/** One without a system comes along with one for another system. */
function isForThisSystem({ os = [], cpu = [], libc = [] }) {
  return os.includes(process.platform) && cpu.includes(process.arch) && (libc.length === 0 || libc.includes(ownLibc()));
}

const ownLibc = () => (process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl');

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(inProject(lockfile), 'utf8')).packages;
}

/**
 * What is installed is decided here and in the lockfile, whatever the user's settings of npm are, be it in the
 * environment (NODE_ENV=production) or a file; from where, and through which proxy, is theirs.
 * Install scripts stay off with every npm: an old one knows not all settings of the project. The versions' age was looked
 * at when the lockfile was written; to ask for it again takes as long as the installation.
 */
export function installPackages() {
  const system = [`--os=${process.platform}`, `--cpu=${process.arch}`];
  if (process.platform === 'linux') system.push(`--libc=${ownLibc()}`);
  return runQuietly('npm', ['ci', ...EVERYTHING, ...system, ...QUIETLY]);
}

const EVERYTHING = [
  ...['--ignore-scripts', '--min-release-age=0', '--include=dev', '--include=optional', '--include=peer'],
  ...['--install-strategy=hoisted', '--no-dry-run', '--package-lock', '--no-package-lock-only', '--bin-links'],
  ...['--no-global', '--location=project'],
];
const QUIETLY = ['--loglevel=error', '--no-progress', '--no-audit', '--no-fund'];
