import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmulator } from '../../../local/emulator/start-emulator.ts';
import type { EventSources } from '../../../local/event-source-mappings.ts';
import { freePort } from '../../../local/ports-and-folders.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An AWS emulator; `folder` is for what is deployed there. */
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

/** Who reads the event sources of a deployed stage: the project's own pollers, or the endpoint. */
type EventSourceChoice = 'project' | 'endpoint';

/** EVENT_SOURCES, read; anything unknown stops the run instead of being taken for the default. */
export function readEventSources({ EVENT_SOURCES: choice = '' }: NodeJS.ProcessEnv): EventSourceChoice {
  if (choice === '') return 'project';
  if (choice === 'endpoint') return choice;
  throw new Error(
    `EVENT_SOURCES=${choice} is not known: set it to endpoint, where the endpoint's own event source mappings work, ` +
      `or leave it unset, and the project's pollers take over.`,
  );
}

/** Lets the events flow. An endpoint that does it itself is left alone: nothing is disabled, and nothing polls beside it. */
export async function startFlow(
  choice: EventSourceChoice,
  takeOver: () => Promise<Pick<EventSources, 'stop'>>,
): Promise<Pick<EventSources, 'stop'>> {
  return choice === 'endpoint' ? { stop: async () => {} } : await takeOver();
}
