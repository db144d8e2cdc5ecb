import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readTemplates, type Synthesis, synthesise, type Template } from './assembly.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** All that a synthesis is made of, beside Node, and what it makes outside its folder. */
const SOURCES = ['functions/**/*.ts', 'lib/**/*.ts', 'package-lock.json'];
const BUNDLES = ['dist/functions/*/*.mjs'];

/** The templates of the last synthesis into this folder, where nothing has changed since; else they are made anew. */
export async function synthesiseIfChanged(synthesis: Synthesis): Promise<Template[]> {
  const note = join(synthesis.folder, 'made-of.txt');
  const sources = checksumOf(SOURCES);
  if (existsSync(note) && readFileSync(note, 'utf8') === madeOf(sources))
    return Object.values(readTemplates(synthesis.folder));
  rmSync(note, { force: true });
  const templates = await synthesise(synthesis);
  // Of sources that were edited meanwhile nobody knows which were read.
  if (checksumOf(SOURCES) === sources) writeFileSync(note, madeOf(sources));
  return templates;
}

const madeOf = (sources: string) => `node ${process.version}\nsources ${sources}\nbundles ${checksumOf(BUNDLES)}\n`;

/** Of the names and contents of these files below a folder. */
export function checksumOf(patterns: readonly string[], root = ROOT): string {
  const checksum = createHash('sha256');
  for (const name of globSync(patterns, { cwd: root }).toSorted()) {
    const contents = readFileSync(join(root, name));
    checksum.update(`${name} ${contents.length}\n`).update(contents);
  }
  return checksum.digest('hex');
}
