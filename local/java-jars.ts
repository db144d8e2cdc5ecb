import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const LIB = resolve(import.meta.dirname, '../.local/kafka/lib');

/** Every jar that Maven fetched, by name and in one order: a class archive is valid for one class path only. */
export function javaJars(): string[] {
  if (!existsSync(LIB)) throw new Error(`There are no jars in ${LIB}: "npm start" and "npm test" fetch them`);
  return readdirSync(LIB)
    .filter((file) => file.endsWith('.jar'))
    .sort()
    .map((jar) => join(LIB, jar));
}
