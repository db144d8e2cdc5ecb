import {
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { System } from './system.ts';

/** The event source mapping that feeds a function. */
export interface EventSource {
  readonly id: string;
  state(): Promise<string>;
  enable(enabled: boolean): Promise<void>;
}

/** What reads a topic or a stream for a function of the system. */
export interface ListedSource {
  readonly id: string;
  readonly functionName: string;
  /** A topic's name, or `stream` and the table's. */
  readonly reads: string;
  readonly state: string;
}

/** The one that feeds a function from Kafka. */
export async function kafkaEventSource(lambda: LambdaClient, functionName: string): Promise<EventSource> {
  const [UUID, ...others] = (await mappings(lambda))
    .filter((mapping) => functionOf(mapping) === functionName)
    .filter(({ Topics = [] }) => Topics.length > 0)
    .map((found) => found.UUID);
  if (UUID === undefined || others.length > 0)
    throw new Error(`${functionName} has ${UUID === undefined ? 'no' : 'several'} event sources of Kafka`);
  return eventSource(lambda, UUID);
}

export const eventSource = (lambda: LambdaClient, UUID: string): EventSource => ({
  id: UUID,
  async state() {
    const { State = 'unknown' } = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
    return State;
  },
  async enable(Enabled) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  },
});

/** All that belong to the system's functions. */
export async function listSources({ lambda, outputs }: System): Promise<readonly ListedSource[]> {
  const prefix = outputs.PaymentProcessorFunction.slice(0, -'payment-processor'.length);
  return (await mappings(lambda))
    .map(listed)
    .filter(({ functionName }) => functionName.startsWith(prefix))
    .sort((one, other) => one.functionName.localeCompare(other.functionName));
}

const listed = (mapping: Mapping): ListedSource => ({
  id: String(mapping.UUID),
  functionName: String(functionOf(mapping)),
  reads: mapping.Topics?.[0] ?? `stream of ${mapping.EventSourceArn?.split('/')[1]}`,
  state: String(mapping.State),
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
