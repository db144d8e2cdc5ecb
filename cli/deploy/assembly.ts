import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Resource, resourcesOf } from '../cost/resources.ts';

const SUFFIX = '.template.json';

/** The resources of all templates in a folder that the CDK has written. */
export function readResources(folder: string): Resource[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
  return files.flatMap((file) =>
    resourcesOf(basename(file, SUFFIX), JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  );
}
