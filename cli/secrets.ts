import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const MOST = 64 * 1024 * 1024;

/** What git has, and what it would have after `git add`: a secret is found before it is in the history. */
const listed = spawnSync(
  'git',
  ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  {
    encoding: 'utf8',
    maxBuffer: MOST,
  },
);
if (listed.status !== 0) throw new Error(`git lists no files: ${listed.stderr}`);
const files = listed.stdout.split('\0').filter((file) => file !== '' && existsSync(file));

// Paths as they are: no patterns, and a file that git has although it is ignored is read, too.
const { status } = spawnSync('secretlint', ['--no-glob', '--no-gitignore', ...files], { stdio: 'inherit' });
if (status === 0) console.log(`${files.length} files`);
process.exitCode = status ?? 1;
