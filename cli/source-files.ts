import { globSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const TypeScriptProject = z.object({ include: z.array(z.string()) });

/** The folders at the top that hold code: those of tsconfig.json, and `bin`, which is plain JavaScript. */
export function sourceFolders(): string[] {
  const { include } = z.parse(TypeScriptProject, JSON.parse(readFileSync('tsconfig.json', 'utf8')));
  const folders = include.map((path) => path.split('/', 1)[0] ?? path).filter((name) => !name.includes('*'));
  return [...new Set([...folders, 'bin'])];
}

/** The TypeScript files of a folder that hold code; declarations are left out. */
export function sourceFiles(folder: string): string[] {
  return globSync(`${folder}/**/*.{ts,tsx}`).filter((file) => !file.endsWith('.d.ts'));
}
