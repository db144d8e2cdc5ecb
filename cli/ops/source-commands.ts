import {
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { Command } from 'commander';
import { opsCommand } from './command.ts';
import type { System } from './system.ts';

/** What reads a topic or a stream for a function of the system. */
export interface ListedSource {
  readonly id: string;
  readonly functionName: string;
  /** A topic's name, or `stream` and the table's. */
  readonly reads: string;
  readonly state: string;
}

const listCommand = opsCommand({
  name: 'list',
  does: 'Lists the event sources: which function reads which topic or stream, and whether it is enabled.',
  define: (command) => command.addHelpText('after', '\nExit code 1 where one is not enabled.'),
  run: async (system) => {
    const sources = await listSources(system);
    const text = sources.map(
      ({ id, functionName, reads, state }) => `${state.padEnd(9)} ${functionName}\n  ${id}  ${reads}`,
    );
    const columns = {
      head: ['state', 'function', 'source', 'reads'],
      rows: sources.map(({ id, functionName, reads, state }) => [state, functionName, id, reads]),
    };
    return { data: sources, text: text.join('\n'), columns, ok: sources.every(({ state }) => state === 'Enabled') };
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
    preview: async (system, [which = '']) => {
      const { id, functionName } = await sourceOf(system, which);
      return { data: { id, functionName }, text: `${functionName} ${id} would be ${name}d.` };
    },
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

interface SourcesOf {
  readonly lambda: LambdaClient;
  readonly outputs: Pick<System['outputs'], 'PaymentProcessorFunction'>;
}

/** All that belong to the system's functions. */
export async function listSources({ lambda, outputs }: SourcesOf): Promise<readonly ListedSource[]> {
  const prefix = outputs.PaymentProcessorFunction.slice(0, -CONSUMER.length);
  const sources = (await mappings(lambda)).map(listed).filter(({ functionName }) => functionName.startsWith(prefix));
  const others = stagesBeside(prefix, sources);
  return sources
    .filter(({ functionName }) => !others.some((other) => functionName.startsWith(other)))
    .sort((one, other) => one.functionName.localeCompare(other.functionName));
}

const CONSUMER = 'payment-processor';

/** The prefixes of stages whose name begins with this one's: of `dev-eu` beside `dev`. Each stage has this consumer. */
const stagesBeside = (prefix: string, sources: readonly ListedSource[]) =>
  sources
    .filter(({ functionName }) => functionName !== prefix + CONSUMER && functionName.endsWith(`-${CONSUMER}`))
    .map(({ functionName }) => functionName.slice(0, -CONSUMER.length));

const listed = (mapping: Mapping): ListedSource => ({
  id: String(mapping.UUID),
  functionName: String(functionOf(mapping)),
  reads: mapping.Topics?.[0] ?? `stream of ${mapping.EventSourceArn?.split('/')[1]}`,
  state: String(mapping.State),
});

/** The event source mapping that feeds a function. */
export interface SourceSwitch {
  readonly id: string;
  state(): Promise<string>;
  enable(enabled: boolean): Promise<void>;
}

/** The one that feeds a function from Kafka. */
export async function kafkaEventSource(lambda: LambdaClient, functionName: string): Promise<SourceSwitch> {
  const [UUID, ...others] = (await mappings(lambda))
    .filter((mapping) => functionOf(mapping) === functionName)
    .filter(({ Topics = [] }) => Topics.length > 0)
    .map((found) => found.UUID);
  if (UUID === undefined || others.length > 0)
    throw new Error(`${functionName} has ${UUID === undefined ? 'no' : 'several'} event sources of Kafka`);
  return eventSource(lambda, UUID);
}

const eventSource = (lambda: LambdaClient, UUID: string): SourceSwitch => ({
  id: UUID,
  async state() {
    const { State = 'unknown' } = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
    return State;
  },
  async enable(Enabled) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  },
});

type Mapping = EventSourceMappingConfiguration;

/** The function's own name, also where the mapping feeds an alias of it. */
const functionOf = ({ FunctionArn }: Mapping) => FunctionArn?.split(':')[6];

/** All in the region: Lambda does not say whether a function's own name also finds what feeds an alias of it. */
async function mappings(client: LambdaClient): Promise<readonly Mapping[]> {
  const found: Mapping[] = [];
  for await (const page of paginateListEventSourceMappings({ client }, {}))
    found.push(...(page.EventSourceMappings ?? []));
  return found;
}
