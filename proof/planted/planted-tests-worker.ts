import { startVitest } from 'vitest/node';
import { answerTasks } from '../worker-pool.ts';
import { PlantedRun, type ProjectResult } from './planted-run.ts';

answerTasks(PlantedRun, async (run, report): Promise<readonly ProjectResult[]> => {
  process.env['PLANTED_RUN'] = JSON.stringify(run);
  const vitest = await startVitest([], {
    config: 'proof/planted/vitest.config.ts',
    watch: false,
    reporters: [{ onTestModuleEnd: ({ project }) => report(`${project.name} has run`) }],
  });
  const results = vitest.state.getTestModules().map((module): ProjectResult => {
    const tests = [...module.children.allTests()];
    return {
      project: module.project.name,
      tests: tests.length,
      loadErrors: module.errors().map(({ message }) => message),
      failed: tests.flatMap((test) => {
        const { state, errors } = test.result();
        if (state !== 'failed') return [];
        return errors.map(({ name, message }) => ({
          test: test.fullName,
          error: message,
          isAssertion: name === 'AssertionError',
        }));
      }),
    };
  });
  const errors = vitest.state.getUnhandledErrors().map(String);
  await vitest.close();
  // Failing tests are what is wanted.
  process.exitCode = 0;
  if (results.length === 0) throw new Error(`Vitest ran nothing: ${errors.join('\n')}`);
  return results;
});
