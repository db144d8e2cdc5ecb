import { globSync, readFileSync } from 'node:fs';

const SETTINGS = ['--require-hashes', '--only-binary :all:'];

/** Lists of Python packages with which pip would take another file than was looked at, or run code to build one. */
export function requirementFaults(pattern = '{local,rules}/**/requirements.txt'): string[] {
  return globSync(pattern).flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n');
    return SETTINGS.filter((setting) => !lines.includes(setting)).map((setting) => `${file} lacks the line ${setting}`);
  });
}
