import { describe, expect, it } from 'vitest';
import { readEventSources, startFlow } from '../../harness/emulator/provide-emulator.ts';

/** The pollers of the project, and what was asked of them. */
function pollers() {
  const asked: string[] = [];
  const takeOver = async () => {
    asked.push('take over');
    return {
      async stop() {
        asked.push('stop');
      },
    };
  };
  return { asked, takeOver };
}

describe('who reads the event sources of a deployed stage', () => {
  it.each([{}, { EVENT_SOURCES: '' }])("is the project's own pollers by default", async (env) => {
    const { asked, takeOver } = pollers();

    const flow = await startFlow(readEventSources(env), takeOver);
    await flow.stop();

    expect(asked).toEqual(['take over', 'stop']);
  });

  it('is the endpoint where EVENT_SOURCES says so: its mappings are left as they are, and nothing is started', async () => {
    const { asked, takeOver } = pollers();

    const flow = await startFlow(readEventSources({ EVENT_SOURCES: 'endpoint' }), takeOver);
    await flow.stop();

    expect(asked).toEqual([]);
  });

  it.each(['Endpoint', 'none', 'project'])('is not guessed from EVENT_SOURCES=%s', (EVENT_SOURCES) => {
    expect(() => readEventSources({ EVENT_SOURCES })).toThrow(
      `EVENT_SOURCES=${EVENT_SOURCES} is not known: set it to endpoint`,
    );
  });
});
