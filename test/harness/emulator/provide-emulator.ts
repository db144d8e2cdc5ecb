import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmulator } from '../../../local/emulator/start-emulator.ts';
import { freePort } from '../../../local/ports-and-folders.ts';
import { readEventSources } from './event-source-choice.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An endpoint that imitates AWS; `folder` is for what is deployed there. */
    emulator: { readonly endpoint: string; readonly folder: string };
  }
}

/** Takes the endpoint that AWS_ENDPOINT_URL names, as it is; without one, starts its own for this run. */
export default async function provideEmulator(project: TestProject) {
  readEventSources(process.env);
  const folder = mkdtempSync(join(tmpdir(), 'chargeonce-emulator-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const given = process.env['AWS_ENDPOINT_URL'];
  const own = given === undefined ? await startEmulator({ folder, port: await freePort() }) : undefined;
  const endpoint = given ?? own?.endpoint ?? '';
  project.provide('emulator', { endpoint, folder });
  return () => own?.stop(2_000);
}
