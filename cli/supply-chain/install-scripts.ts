import type { LockedPackage } from './lockfile.ts';

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
