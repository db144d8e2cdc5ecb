import type { Reporter } from 'vitest/node';

export interface TestRun {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What is read of vitest's results. */
interface Test {
  result(): { readonly state: string };
}
interface Group {
  /** Failures of the group itself: a file that does not load, a hook. */
  errors(): readonly unknown[];
}
interface File extends Group {
  readonly children: { allTests(): Iterable<Test>; allSuites(): Iterable<Group> };
}

/** Counts the tests; a file that does not load, a failing hook and an error outside of any test are failures too. */
export function summarise(files: readonly File[], errors: readonly unknown[] = []): TestRun {
  const tests = files.flatMap((file) => [...file.children.allTests()]);
  const groups = files.flatMap((file) => [file, ...file.children.allSuites()]);
  return {
    passed: tests.filter(inState('passed')).length,
    failed: tests.filter(inState('failed')).length + groups.flatMap((group) => group.errors()).length + errors.length,
    // A test that never got its turn, because the run broke off, did not pass either.
    skipped: tests.filter(inState('skipped', 'pending')).length,
  };
}

const inState =
  (...states: readonly string[]) =>
  (test: Test) =>
    states.includes(test.result().state);

/** `N passed, N failed`, and `, N skipped` when there are any. */
export function closingLine({ passed, failed, skipped }: TestRun): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

/** Remembers how the run ended: its line is printed by the caller, after everything else. */
export function closingLineReporter() {
  let run = summarise([]);
  const reporter: Reporter = {
    onTestRunEnd(files, errors) {
      run = summarise(files, errors);
    },
  };
  return { reporter, run: () => run };
}
