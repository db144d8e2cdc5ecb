import type { LockedPackage } from './lockfile.ts';

/** Packages that could change under the same version: without a checksum, so not from the registry. */
export function originFaults(packages: readonly LockedPackage[]): string[] {
  return packages
    .filter(({ integrity = '', inBundle = false }) => !inBundle && !integrity.startsWith('sha512-'))
    .map(({ name, version }) => `${name}@${version} has no SHA-512 in the lockfile: take it from the registry`);
}
