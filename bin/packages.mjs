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

/** An optional package is for some systems only. */
function isThere(installed, wanted) {
  return installed ? installed.integrity === wanted.integrity : wanted.optional === true;
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(inProject(lockfile), 'utf8')).packages;
}

/**
 * Install scripts stay off with every npm: an old one knows not all settings of the project. The versions' age was looked
 * at when the lockfile was written; to ask for it again takes as long as the installation.
 */
export function installPackages() {
  runQuietly('npm', ['ci', '--ignore-scripts', '--min-release-age=0', '--no-audit', '--no-fund']);
}
