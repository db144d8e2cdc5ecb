import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWords } from '../../../console/server/run-command.ts';

describe('write a command as it is typed into a shell', () => {
  it('leaves plain words as they are', () => {
    expect(shellWords('place', '--amount', 500, 'pm_card_visa', '2026-01-31T12:00:00Z')).toBe(
      'place --amount 500 pm_card_visa 2026-01-31T12:00:00Z',
    );
  });

  it.each(['a b', '$(id)', '`id`', 'a;b', "it's", '"', '', 'a\nb', '*', '~', '!1'])('keeps %j one word', (word) => {
    const echoed = execFileSync('sh', ['-c', `printf '%s|' ${shellWords('first', word)}`], { encoding: 'utf8' });

    expect(echoed).toBe(`first|${word}|`);
  });
});
