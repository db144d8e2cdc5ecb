import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';

/** The event source mapping that feeds a function from Kafka. */
export interface EventSource {
  readonly id: string;
  state(): Promise<string>;
  enable(enabled: boolean): Promise<void>;
}

export async function kafkaEventSource(lambda: LambdaClient, functionName: string): Promise<EventSource> {
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: functionName }),
  );
  const [UUID, ...others] = EventSourceMappings.filter(({ Topics = [] }) => Topics.length > 0).map(
    (found) => found.UUID,
  );
  if (UUID === undefined || others.length > 0)
    throw new Error(`${functionName} has ${UUID === undefined ? 'no' : 'several'} event sources of Kafka`);
  return {
    id: UUID,
    async state() {
      const { State = 'unknown' } = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
      return State;
    },
    async enable(Enabled) {
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    },
  };
}
