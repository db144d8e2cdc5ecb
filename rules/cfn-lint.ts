import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const PROGRAM = join(ROOT, '.local/cfn-lint/venv/bin/cfn-lint');
const CONFIG = join(import.meta.dirname, 'cfn-lint/cfnlintrc.yaml');

/** What cfn-lint has against the templates in these folders, one finding a line. A warning counts, too. */
export function lint(folders: readonly string[]): readonly string[] {
  const templates = folders.flatMap((folder) => globSync(join(folder, '*.template.json')));
  const args = ['--config-file', CONFIG, '--format', 'parseable', '--', ...templates];
  const { status, stdout, stderr, error } = spawnSync(PROGRAM, args, { encoding: 'utf8' });
  if (error) throw error;
  const found = stdout.split('\n').filter((line) => line !== '');
  // Its exit code says what it found; without a finding it says that it could not look.
  if (status !== 0 && found.length === 0) throw new Error(`cfn-lint failed: ${stderr}`);
  return found;
}
