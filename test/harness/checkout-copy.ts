import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** A copy of what runs, to be edited; what is installed is shared. */
export function copyCheckout() {
  const root = mkdtempSync(join(tmpdir(), 'chargeonce-copy-'));
  for (const part of [
    'bin',
    'functions',
    'lib',
    'lambda-local',
    'local',
    'cli',
    'cdk.json',
    'package.json',
    'tsconfig.json',
  ])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  mkdirSync(join(root, '.local'));
  for (const part of ['node_modules', '.local/kafka']) symlinkSync(join(ROOT, part), join(root, part));
  return {
    root,
    /** Replaces a text in a file, which must hold it. */
    edit(file: string, before: string, after: string) {
      const content = readFileSync(join(root, file), 'utf8');
      if (!content.includes(before)) throw new Error(`${file} holds no ${before}`);
      writeFileSync(join(root, file), content.replace(before, after));
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}
