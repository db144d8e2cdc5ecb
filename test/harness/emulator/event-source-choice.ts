import type { EventSources } from '../../../local/event-source-mappings.ts';

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
