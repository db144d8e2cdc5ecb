import type { TestProject } from 'vitest/node';
import { type AppAddress, startApp } from './running-app.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The app that the files of `test/integration/app` share. */
    app: AppAddress;
  }
}

/** Starts one app for all files of the project. */
export default async function provideApp(project: TestProject) {
  const { remove, ports, dataDir, output, pids } = await startApp();
  project.provide('app', { ports, dataDir, output, pids });
  return remove;
}
