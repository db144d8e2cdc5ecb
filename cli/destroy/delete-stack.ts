import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';
import { describeStack } from '../aws/deployed-stacks.ts';
import type { ResourceEvent } from '../aws/resource-progress.ts';

/** An event of a stack, with what distinguishes it from every other. */
export interface StackEvent extends ResourceEvent {
  readonly id: string;
}

/** The stacks as a deletion needs them, by their ARNs: those of a deleted stack still name it. */
export interface Stacks {
  remove(arn: string): Promise<void>;
  /** Undefined where it is gone. */
  stateOf(arn: string): Promise<{ readonly status: string; readonly reason: string } | undefined>;
  /** The oldest first. */
  eventsOf(arn: string): Promise<readonly StackEvent[]>;
}

interface DeleteStackDeps {
  readonly stacks: Stacks;
  readonly progress: { event(event: ResourceEvent): void; line(text: string): void; beat(): void };
  /** A second, until it is time to look again; throws when somebody interrupts. */
  readonly pause: () => Promise<void>;
}

interface Deleted {
  readonly name: string;
  readonly arn: string;
}

/** Deletes a stack and waits until it is gone, reporting each resource; begins again while something is still in use. */
export function deleteStack({ stacks, progress, pause }: DeleteStackDeps) {
  return async ({ name, arn }: Deleted): Promise<void> => {
    const reported = new Set((await stacks.eventsOf(arn)).map(({ id }) => id));
    for (let tries = 1; ; tries++) {
      const failed = await deleteOnce(arn, reported);
      if (failed === undefined) return;
      if (!IN_USE.test(failed.reasons) || tries === MOST_TRIES)
        throw new Error(`${name} could not be deleted: ${failed.reason} Mend that, and run this again.`);
      progress.line(`${name}  waits for AWS to let go of network interfaces, and tries again`);
      for (let second = 0; second < WAIT_SECONDS; second++) await pause();
    }
  };

  /** Undefined where the stack is gone. */
  async function deleteOnce(arn: string, reported: Set<string>) {
    const reasons: string[] = [];
    await stacks.remove(arn);
    for (;;) {
      await pause();
      const state = await stacks.stateOf(arn);
      for (const event of (await stacks.eventsOf(arn)).filter(({ id }) => !reported.has(id))) {
        progress.event(event);
        reported.add(event.id);
        reasons.push(event.reason ?? '');
      }
      progress.beat();
      if (state === undefined) return undefined;
      if (state.status === 'DELETE_FAILED') return { reason: state.reason, reasons: reasons.join(' ') };
    }
  }
}

/** Lambda keeps the network interfaces of functions and pollers for a while after these are deleted. */
const IN_USE = /dependent object|DependencyViolation|has dependencies and cannot be deleted|currently in use/;
const WAIT_SECONDS = 60;
const MOST_TRIES = 45;

export const cloudFormationStacks = (client: CloudFormationClient): Stacks => ({
  async remove(arn) {
    await client.send(new DeleteStackCommand({ StackName: arn }));
  },
  async stateOf(arn) {
    const stack = await describeStack(client, arn);
    return stack && { status: stack.StackStatus ?? '', reason: stack.StackStatusReason ?? 'no reason is given.' };
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
