import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';
import type { resourceProgress } from '../aws/resource-progress.ts';
import { type DeployedStack, describeStack } from './stage-stacks.ts';

interface DeleteStackDeps {
  readonly client: CloudFormationClient;
  readonly progress: ReturnType<typeof resourceProgress>;
  /** Until it is time to look again; throws when somebody interrupts. */
  readonly pause: () => Promise<void>;
}

/** Deletes a stack and waits until it is gone, telling of each resource. */
export function deleteStack({ client, progress, pause }: DeleteStackDeps) {
  return async ({ name, arn }: DeployedStack): Promise<void> => {
    const told = new Set((await eventsOf(client, arn)).map(({ EventId }) => EventId));
    await client.send(new DeleteStackCommand({ StackName: name }));
    for (;;) {
      await pause();
      const stack = await describeStack(client, arn);
      const events = (await eventsOf(client, arn)).filter(({ EventId }) => !told.has(EventId));
      for (const event of events.toReversed()) {
        told.add(event.EventId);
        progress.event(readEvent(event));
      }
      progress.beat();
      if (stack === undefined) return;
      if (stack.StackStatus === 'DELETE_FAILED')
        throw new Error(`${name} could not be deleted: ${stack.StackStatusReason}. Mend that, and run this again.`);
    }
  };
}

type StackEvent = Awaited<ReturnType<typeof eventsOf>>[number];

const readEvent = (event: StackEvent) => ({
  stack: event.StackName ?? '',
  status: event.ResourceStatus ?? '',
  type: event.ResourceType ?? '',
  name: event.LogicalResourceId ?? '',
  reason: event.ResourceStatusReason,
});

/** The newest first; none where the stack is not known any more. */
async function eventsOf(client: CloudFormationClient, arn: string) {
  try {
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: arn }));
    return StackEvents;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return [];
    throw error;
  }
}
