import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';
import { describeStack } from '../aws/stacks.ts';
import type { StackEvent, Stacks } from './delete-stack.ts';

export const cloudFormationStacks = (client: CloudFormationClient): Stacks => ({
  async remove(arn) {
    await client.send(new DeleteStackCommand({ StackName: arn }));
  },
  async stateOf(arn) {
    const stack = await describeStack(client, arn);
    return stack && { status: stack.StackStatus ?? '', reason: stack.StackStatusReason ?? 'no reason is told.' };
  },
  eventsOf: (arn) => readEvents(client, arn),
});

/** The last page is enough: it is asked for again and again. None where the stack is not known any more. */
async function readEvents(client: CloudFormationClient, arn: string): Promise<StackEvent[]> {
  try {
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: arn }));
    return StackEvents.toReversed().map((event) => ({
      id: event.EventId ?? '',
      stack: event.StackName ?? '',
      status: event.ResourceStatus ?? '',
      type: event.ResourceType ?? '',
      name: event.LogicalResourceId ?? '',
      reason: event.ResourceStatusReason,
    }));
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return [];
    throw error;
  }
}
