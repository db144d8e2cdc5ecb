import { globSync, readFileSync } from 'node:fs';
import satisfies from 'spdx-satisfies';
import type { LockedPackage } from './lockfile.ts';
import { LICENCES, LICENCES_OF_TOOLS, NEVER_SHIPPED } from './policy.ts';

/** Packages whose licence nobody has agreed to. What is shipped may have fewer licences than a tool. */
export function licenceFaults(packages: readonly LockedPackage[]): string[] {
  return [
    ...packages.filter((found) => !isAllowed(found)).map(notAllowed),
    ...packages.filter(isWronglyShipped).map(wronglyShipped),
  ];
}

function isAllowed({ license, dev = false }: LockedPackage): boolean {
  try {
    return satisfies(license ?? '', dev ? [...LICENCES, ...Object.keys(LICENCES_OF_TOOLS)] : LICENCES);
  } catch {
    // Not an SPDX expression, "SEE LICENSE IN …" for example: agreed to by nobody.
    return false;
  }
}

function notAllowed({ name, version, license = 'none', dev = false }: LockedPackage): string {
  const list = dev ? 'LICENCES_OF_TOOLS' : 'LICENCES';
  return `${name}@${version} (${dev ? 'tool' : 'shipped'}) has the licence ${license}: take another package, or allow it with a reason in ${list} of policy.ts`;
}

const isWronglyShipped = ({ name, dev = false }: LockedPackage) => name in NEVER_SHIPPED && !dev;

const wronglyShipped = ({ name, version }: LockedPackage) =>
  `${name}@${version} must not be shipped (${NEVER_SHIPPED[name] ?? ''}): move it to devDependencies`;

/** Packages that could change under the same version: without a checksum, so not from the registry. */
export function originFaults(packages: readonly LockedPackage[]): string[] {
  return packages
    .filter(({ integrity = '', inBundle = false }) => !inBundle && !integrity.startsWith('sha512-'))
    .map(({ name, version }) => `${name}@${version} has no SHA-512 in the lockfile: take it from the registry`);
}

interface Named {
  /** `allowScripts` of package.json: what npm obeys. */
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly reasons: Readonly<Record<string, string>>;
}

/** A script that nobody has looked at, and a name of a package that has none any more. */
export function installScriptFaults(packages: readonly LockedPackage[], { allowScripts, reasons }: Named): string[] {
  const scripted = packages.filter(({ hasInstallScript }) => hasInstallScript);
  const isNamed = ({ name }: LockedPackage) => name in allowScripts && name in reasons;
  const unnamed = scripted
    .filter((found) => !isNamed(found))
    .map(
      ({ name, version }) =>
        `${name}@${version} has an install script: read it, run "npm install-scripts deny ${name}" and say in policy.ts how it does without`,
    );
  const idle = [...new Set([...Object.keys(allowScripts), ...Object.keys(reasons)])]
    .filter((name) => !scripted.some((found) => found.name === name))
    .map((name) => `${name} is named for its install script and has none: take it out of package.json and policy.ts`);
  return [...unnamed, ...idle];
}

const SETTINGS = ['--require-hashes', '--only-binary :all:'];

/** Lists of Python packages with which pip would take another file than was looked at, or run code to build one. */
export function requirementFaults(pattern = '{local,rules}/**/requirements.txt'): string[] {
  return globSync(pattern).flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n');
    return SETTINGS.filter((setting) => !lines.includes(setting)).map((setting) => `${file} lacks the line ${setting}`);
  });
}

/** A commit can't be moved, a tag can; the version beside it shows people, and the update bot, which one it is. */
const PINNED = /^[\w./-]+@[0-9a-f]{40} # v\d/;

/** The actions of GitHub workflows that are not pinned to a commit. */
export function actionFaults(folder = '.github/workflows'): string[] {
  return globSync(`${folder}/*.{yml,yaml}`).flatMap((file) =>
    usedActions(readFileSync(file, 'utf8'))
      .filter((action) => !PINNED.test(action))
      .map((action) => `${file} uses ${action}: name the commit, 40 hex digits, and the version in a comment`),
  );
}

function usedActions(workflow: string): string[] {
  return [...workflow.matchAll(/\buses["']?:\s*(.+)$/gm)].map(([, action = '']) => action.trim());
}
