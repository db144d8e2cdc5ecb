import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChargeonce } from '../harness/run-chargeonce.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const isThere = (shell: string) => spawnSync(shell, ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'chargeonce-completion-'));
const scriptOf = (shell: string) => join(folder, `chargeonce.${shell}`);

beforeAll(async () => {
  for (const shell of SHELLS) {
    const { code, stdout, stderr } = await runChargeonce({}, 'completion', shell);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    writeFileSync(scriptOf(shell), stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** How a shell is asked what it would complete; of zsh, what its own functions are given. */
const ASK: Readonly<Record<(typeof SHELLS)[number], string>> = {
  bash: `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _chargeonce; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: [
    'compdef() { :; }; _files() { :; }; compadd() { shift; print -l -- "$@"; }',
    '_describe() { print -l -- $found; }',
    'source "$0"; words=("$@"); CURRENT=$#; _chargeonce',
  ].join('\n'),
  fish: 'source $argv[1]; complete -C (string join " " -- $argv[2..-1])',
};

function completed(shell: (typeof SHELLS)[number], line: readonly string[]): readonly string[] {
  const args = shell === 'fish' ? ['--no-config', '-c', ASK[shell]] : ['-c', ASK[shell]];
  const shown = execFileSync(shell, [...args, scriptOf(shell), ...line], { encoding: 'utf8' });
  // After a word, fish and zsh show what it does; zsh escapes a colon of the word.
  const wordOf = (entry: string) => (shell === 'bash' ? entry : (entry.split(/\t|(?<!\\):/)[0] ?? ''));
  return shown
    .split('\n')
    .map(wordOf)
    .filter((word) => word !== '');
}

describe.each(SHELLS)('completion in %s', (shell) => {
  it.skipIf(!isThere(shell)).each([
    ['commands', ['re'], ['rebuild-dedup', 'reconcile', 'replay', 'requeue', 'retry', 'review']],
    ['subcommands', ['dlq', 'r'], ['redrive']],
    ['options', ['dlq', 'redrive', '--dr'], ['--dry-run']],
    ['values', ['dlq', 'redrive', '--consumer', ''], ['payment-canceller', 'payment-processor', 'status-updater']],
    ['arguments', ['completion', ''], ['--help', 'bash', 'fish', 'zsh']],
  ])('completes %s: %j', (_, line, expected) => {
    const last = line.at(-1) ?? '';
    const words = completed(shell, ['chargeonce', ...line]).filter((word) => word.startsWith(last));

    // fish offers options only after a dash.
    const wanted =
      shell === 'fish' ? expected.filter((word) => !word.startsWith('--') || last.startsWith('-')) : expected;
    expect(words.toSorted()).toEqual(wanted);
  });
});

describe('the script of a shell', () => {
  it('names every command', async () => {
    const { stdout } = await runChargeonce({}, '--help');
    const [list = ''] = stdout.split('\nExamples:');
    const names = [...list.matchAll(/^ {2}([a-z:-]+) /gm)].map(([, name = '']) => name);

    const first = completed('bash', ['chargeonce', '']);

    expect(names.filter((name) => !first.includes(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(40);
  });

  it('is refused for a shell that is not known', async () => {
    expect(await runChargeonce({}, 'completion', 'tcsh')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Allowed choices are bash, zsh, fish.'),
    });
  });
});
