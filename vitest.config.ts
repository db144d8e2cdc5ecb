import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Commands that run by themselves, on copies of the checkout: two at a time. */
const commands = [
  'check-rules',
  'completion',
  'kept-synthesis',
  'new',
  'npm-settings',
  'recipes',
  'secret-scan',
  'synth',
  'usage',
  'vulnerabilities',
].map((name) => `test/integration/${name}.test.ts`);
const servers = ['test/harness/provide-servers.ts'];

export default defineConfig({
  test: {
    // On two cores one would be the default.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Beside 15 other processes on two cores a test takes ten times as long.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    retry: 0,
    projects: [
      // Each file would load everything anew: they leave nothing behind.
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false } },
      // Imported by Node itself: in Vite's module runner, which reads imports by getters, a search takes ten times as long.
      {
        extends: true,
        test: { name: 'model', include: ['test/model/**/*.test.ts'], experimental: { viteModuleRunner: false } },
      },
      { extends: true, test: { name: 'infra', include: ['test/infra/**/*.test.ts'], isolate: false } },
      {
        extends: true,
        test: { name: 'ports', include: ['test/ports/**/*.test.ts'], globalSetup: servers, isolate: false },
      },
      { extends: true, test: { name: 'flow', include: ['test/flow/**/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'commands', include: commands, maxWorkers: 2, sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/*.test.ts', 'test/integration/own-app/*.test.ts'],
          exclude: commands,
          globalSetup: servers,
          // Most of the time they wait for servers and processes of their own.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'app',
          // The console's browser looks at the same app.
          include: ['test/integration/{app,browser}/*.test.ts'],
          globalSetup: ['test/harness/provide-app.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'localstack',
          include: ['test/integration/localstack/*.test.ts'],
          globalSetup: [...servers, 'test/harness/emulator/provide-emulator.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
