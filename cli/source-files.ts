import { globSync } from 'node:fs';

/** The TypeScript files of a folder that hold code; declarations are left out. */
export function sourceFiles(folder: string): string[] {
  return globSync(`${folder}/**/*.{ts,tsx}`).filter((file) => !file.endsWith('.d.ts'));
}
