import { describe, expect, it } from 'vitest';
import type { ProjectResult } from '../../../../proof/planted/planted-run.ts';
import { verdictOfLives, verdictOfTests } from '../../../../proof/planted/planted-verdict.ts';

const ofTests = {
  name: 'bug',
  caughtBy: { layer: 'unit', file: 'a.test.ts', test: 'a thing > happens' },
} as const;
const passed: ProjectResult = { project: 'bug', tests: 3, failed: [], loadErrors: [] };
const failure = { test: 'a thing > happens once', error: 'expected 2 to be 1', isAssertion: true };

describe('judge a planted bug by tests', () => {
  it('counts an assertion of the test that is meant', () => {
    expect(verdictOfTests(ofTests, { ...passed, failed: [failure] })).toEqual({
      name: 'bug',
      layer: 'unit',
      isCaught: true,
      how: 'a.test.ts: a thing > happens once',
    });
  });

  it.each<[string, ProjectResult | undefined, string]>([
    ['all tests passed', passed, 'all 3 tests of a.test.ts passed'],
    ['another test failed', { ...passed, failed: [{ ...failure, test: 'another' }] }, 'another failure'],
    ['the changed code has an error', { ...passed, failed: [{ ...failure, isAssertion: false }] }, 'another failure'],
    ['the file could not be loaded', { ...passed, loadErrors: ['Unexpected token'] }, 'could not be loaded'],
    ['there was no test', { ...passed, tests: 0 }, 'holds no test'],
    ['nothing was run', undefined, 'was not run'],
  ])('counts nothing where %s', (_, result, how) => {
    expect(verdictOfTests(ofTests, result)).toMatchObject({ isCaught: false, how: expect.stringContaining(how) });
  });
});

describe('judge a planted bug by lives', () => {
  const ofLives = { name: 'bug', caughtBy: { layer: 'simulation', laws: ['it is forgotten'] } } as const;

  it('counts a life that breaks the very law', () => {
    const broken = { life: 7, message: 'Error: it is forgotten: {}' };

    expect(verdictOfLives({ ...ofLives, broken })).toMatchObject({ isCaught: true, how: 'life 7' });
  });

  it.each([
    ['no life was broken', undefined],
    ['life 7 ended otherwise: TypeError: x is not a function', { life: 7, message: 'TypeError: x is not a function' }],
  ])('counts nothing where %s', (how, broken) => {
    expect(verdictOfLives({ ...ofLives, broken })).toMatchObject({ isCaught: false, how });
  });
});
