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
