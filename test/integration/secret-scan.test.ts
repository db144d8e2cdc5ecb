import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** In two parts, so that the scan of the project does not find them here. */
const planted = {
  'a key of a live Stripe account': ['sk_live_', '51HabcdefghijklmnopqrstuvwxyzABCDEFGH'],
  'the id of an AWS access key': ['AKIA', 'Q4NXIOSFODNN7EXA'],
  'an AWS secret key': ['AWS_SECRET_ACCESS', '_KEY="wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzKEYabc"'],
  'an AWS account': ['aws_account_id = ', '"314159265358"'],
  'a private key': [
    '-----BEGIN PRIVATE',
    ` KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEF'.repeat(4)}\n-----END PRIVATE KEY-----`,
  ],
} as const;

let project: string;

beforeEach(() => {
  mkdirSync('.local', { recursive: true });
  // Inside the project, where the packages are found.
  project = mkdtempSync('.local/secret-scan-');
  for (const part of ['.secretlintrc.yml', 'cli/secrets.ts', 'package.json']) cpSync(part, join(project, part));
  run('git', 'init', '--quiet');
  write('.gitignore', 'private/\n');
});

afterEach(() => rmSync(project, { recursive: true }));

const run = (program: string, ...args: string[]) => spawnSync(program, args, { cwd: project, encoding: 'utf8' });
const scan = () => run(process.execPath, 'cli/secrets.ts');

function write(path: string, content: string) {
  mkdirSync(join(project, path, '..'), { recursive: true });
  writeFileSync(join(project, path), content);
}

describe('the scan for secrets', () => {
  it.each(Object.entries(planted))('finds %s in a file that is not committed yet', (_, parts) => {
    write('notes/[draft].md', parts.join(''));

    const { status, stdout } = scan();

    expect(status).toBe(1);
    expect(stdout).toContain('notes/[draft].md');
    expect(stdout).not.toContain(parts.join(''));
  });

  it('finds one in a file that git has although it is ignored', () => {
    write('private/key.txt', planted['the id of an AWS access key'].join(''));
    run('git', 'add', '--force', 'private/key.txt');

    expect(scan()).toMatchObject({ status: 1, stdout: expect.stringContaining('private/key.txt') });
  });

  it('leaves alone what git will never have, and files that are gone', () => {
    write('private/key.txt', planted['the id of an AWS access key'].join(''));
    write('gone.txt', 'here for a while');
    run('git', 'add', 'gone.txt');
    rmSync(join(project, 'gone.txt'));

    expect(scan()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d files\n$/) });
  });
});
