import type { LockedPackage } from '../supply-chain/lockfile.ts';

/** The innermost package folder of a path, from the first `node_modules` on. */
const PACKAGE = /node_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/;

/** The packages that sources belong to, each once. The project's own sources belong to none. */
export function packagesIn(sources: readonly string[], locked: readonly LockedPackage[]): LockedPackage[] {
  const folders = new Set(sources.flatMap((source) => PACKAGE.exec(source) ?? []));
  return [...folders].map((folder) => {
    const found = locked.find(({ path }) => path === folder);
    if (!found) throw new Error(`${folder} is bundled and is not in the lockfile`);
    return found;
  });
}
