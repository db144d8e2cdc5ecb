import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const script = readFileSync('.ci/run', 'utf8');

describe('verifying a change stage by stage', () => {
  it('runs every folder of tests in one of the stages', () => {
    const kinds = new Set(globSync('test/**/*.test.ts').map((file) => file.split('/').slice(0, 2).join('/')));
    const named = [...script.matchAll(/npm test -- (.+) ;;|npm test -- (.+)$/gm)].flatMap(([, one, other]) =>
      (one ?? other ?? '').split(' '),
    );

    expect(named.toSorted()).toEqual([...kinds].toSorted());
  });
});
