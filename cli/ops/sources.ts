import { Command } from 'commander';
import { opsCommand } from './command.ts';
import { eventSource, listSources } from './event-source.ts';
import type { System } from './system.ts';

const listCommand = opsCommand({
  name: 'list',
  does: 'Lists the event sources: which function reads which topic or stream, and whether it is enabled.',
  define: (command) => command.addHelpText('after', '\nExit code 1 where one is not enabled.'),
  run: async (system) => {
    const sources = await listSources(system);
    const text = sources.map(
      ({ id, functionName, reads, state }) => `${state.padEnd(9)} ${functionName}\n  ${id}  ${reads}`,
    );
    return { data: sources, text: text.join('\n'), ok: sources.every(({ state }) => state === 'Enabled') };
  },
});

const switchCommand = (name: 'enable' | 'disable', does: string) =>
  opsCommand({
    name,
    does,
    define: (command) =>
      command.argument(
        '<function>',
        "the function that it feeds, or the end of the function's name, or the source's id",
      ),
    run: async (system, [which = '']) => {
      const { id, functionName } = await sourceOf(system, which);
      await eventSource(system.lambda, id).enable(name === 'enable');
      return {
        data: { id, functionName },
        text: `${functionName} ${id} will be ${name}d; see: npm run ops -- sources list`,
      };
    },
  });

async function sourceOf(system: System, which: string) {
  const all = await listSources(system);
  const [found, ...others] = all.filter(({ id, functionName }) => id === which || functionName.endsWith(which));
  if (found !== undefined && others.length === 0) return found;
  const names = all.map(({ functionName }) => functionName).join(', ');
  throw new Error(
    `${found ? 'Several event sources match' : 'No event source matches'} "${which}". There are: ${names}`,
  );
}

export const sourcesCommand = new Command('sources')
  .description('Event sources of the functions: list, enable, disable.')
  .exitOverride()
  .addCommand(listCommand)
  .addCommand(switchCommand('enable', 'Lets a function read again, from where its group or checkpoint is.'))
  .addCommand(
    switchCommand('disable', 'Stops a function from reading; nothing is lost while the topic or stream keeps it.'),
  );
