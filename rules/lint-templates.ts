import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { checksumOf } from '../local/kept-synthesis.ts';

const ROOT = resolve(import.meta.dirname, '..');

const CFN_LINT = {
  program: join(ROOT, '.local/cfn-lint/venv/bin/cfn-lint'),
  config: join(ROOT, 'rules/cfn-lint/cfnlintrc.yaml'),
  requirements: join(ROOT, 'rules/cfn-lint/requirements.txt'),
  clean: join(ROOT, '.local/cfn-lint/clean.txt'),
};

/** The program, its settings, what it is made of, and where the checksums of templates are kept in which it found nothing. */
type Linter = Readonly<typeof CFN_LINT>;

/**
 * What cfn-lint has against the templates in these folders, one finding a line. A warning counts, too. It takes seconds for
 * each, so one in which it has found nothing before is not asked about again.
 */
export function lint(folders: readonly string[], linter: Linter = CFN_LINT): readonly string[] {
  const madeOf = [linter.requirements, linter.config].map(contentChecksum).join(' ');
  const checksums = new Map(
    folders
      .flatMap((folder) => globSync(join(folder, '*.template.json')))
      .map((template) => [template, `${madeOf} ${contentChecksum(template)}`]),
  );
  const clean = existsSync(linter.clean) ? readFileSync(linter.clean, 'utf8').split('\n') : [];
  const unknown = [...checksums].flatMap(([template, checksum]) => (clean.includes(checksum) ? [] : [template]));
  const found = unknown.length === 0 ? [] : findings(unknown, linter);
  if (found.length === 0) keep([...checksums.values()], linter);
  return found;
}

const contentChecksum = (file: string) => checksumOf([basename(file)], dirname(file));

function findings(templates: readonly string[], { program, config }: Linter): readonly string[] {
  const args = ['--config-file', config, '--format', 'parseable', '--', ...templates];
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error) throw error;
  const found = stdout.split('\n').filter((line) => line !== '');
  // Its exit code says what it found; without a finding it says that it could not look.
  if (status !== 0 && found.length === 0) throw new Error(`cfn-lint failed: ${stderr}`);
  return found;
}

function keep(checksums: readonly string[], { clean }: Linter): void {
  mkdirSync(dirname(clean), { recursive: true });
  writeFileSync(clean, checksums.join('\n'));
}
