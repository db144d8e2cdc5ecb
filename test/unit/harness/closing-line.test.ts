import { describe, expect, it } from 'vitest';
import { closingLine, summarise } from '../../harness/closing-line.ts';

interface FileContent {
  readonly states?: readonly string[];
  readonly errors?: readonly string[];
  readonly groupErrors?: readonly string[];
}

const aFile = ({ states = [], errors = [], groupErrors = [] }: FileContent) => ({
  errors: () => errors,
  children: {
    allTests: () => states.map((state) => ({ result: () => ({ state }) })),
    allSuites: () => [{ errors: () => groupErrors }],
  },
});

describe('counting the tests of a run', () => {
  it('adds up the files', () => {
    const run = summarise([aFile({ states: ['passed', 'failed'] }), aFile({ states: ['passed'] })]);

    expect(run).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  it('counts a file that does not load as failed', () => {
    expect(summarise([aFile({ errors: ['SyntaxError'] })])).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('counts a failing hook as failed and the tests that it kept from running as skipped', () => {
    const run = summarise([aFile({ groupErrors: ['beforeAll'], states: ['skipped', 'pending'] })]);

    expect(run).toEqual({ passed: 0, failed: 1, skipped: 2 });
  });

  it('counts an error outside of any test as failed', () => {
    expect(summarise([aFile({ states: ['passed'] })], ['unhandled'])).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });
});

describe('the closing line', () => {
  it('names what passed and what failed', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  });

  it('names what was skipped when something was', () => {
    expect(closingLine({ passed: 12, failed: 1, skipped: 2 })).toBe('12 passed, 1 failed, 2 skipped');
  });
});
