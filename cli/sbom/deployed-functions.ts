import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleTogether, ownFunctions } from '../../lib/recipes/bundle.ts';
import type { LockedPackage } from '../supply-chain/lockfile.ts';

/** Code that runs in AWS. */
export interface DeployedFunction {
  readonly name: string;
  /** Of the bundle, as hex. */
  readonly sha256: string;
  readonly packages: readonly LockedPackage[];
}

/** Every function as it is bundled for the deployment. The CDK adds none of its own to the stacks. */
export function deployedFunctions(locked: readonly LockedPackage[]): DeployedFunction[] {
  return [...bundleTogether(ownFunctions())].map(([name, { dir, inputs }]) => ({
    name,
    sha256: sha256(dir),
    packages: packagesIn(inputs, locked),
  }));
}

/** One after the other; most bundles are one file. */
function sha256(dir: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(dir).sort()) hash.update(readFileSync(join(dir, file)));
  return hash.digest('hex');
}

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
