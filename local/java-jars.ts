import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const LIB = resolve(import.meta.dirname, '../.local/kafka/lib');

/**
 * The environment of a Java server: files are found by names with other letters than ASCII only in a locale that has them,
 * and options that the user has set for every Java (a debugger's port, a language) are not meant for these.
 */
export function javaEnvironment(): NodeJS.ProcessEnv {
  const { JAVA_TOOL_OPTIONS, _JAVA_OPTIONS, JDK_JAVA_OPTIONS, ...environment } = process.env;
  return { ...environment, LC_ALL: 'C.UTF-8' };
}

/** Every jar that Maven fetched, by name and in one order: a class archive is valid for one class path only. */
export function javaJars(): string[] {
  if (!existsSync(LIB)) throw new Error(`There are no jars in ${LIB}: "npm start" and "npm test" fetch them`);
  return readdirSync(LIB)
    .filter((file) => file.endsWith('.jar'))
    .sort()
    .map((jar) => join(LIB, jar));
}
