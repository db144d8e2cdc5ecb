import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const Entry = z.object({
  version: z.optional(z.string()),
  license: z.optional(z.string()),
  integrity: z.optional(z.string()),
  hasInstallScript: z.optional(z.boolean()),
  /** Absent where something that is shipped needs it. */
  dev: z.optional(z.boolean()),
  /** Its files come inside another package. */
  inBundle: z.optional(z.boolean()),
});

const Lockfile = z.object({ packages: z.record(z.string(), Entry) });

/** One package of the lockfile. */
export interface LockedPackage extends z.infer<typeof Entry> {
  readonly name: string;
  readonly version: string;
  /** Its folder, such as `node_modules/a/node_modules/b`. */
  readonly path: string;
}

/** Every package that may be installed, also those for other systems. */
export function lockedPackages(file = 'package-lock.json'): LockedPackage[] {
  const { packages } = Lockfile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({ ...entry, path, name: nameOf(path), version: entry.version ?? 'without version' }));
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
