import type { ResourceEvent } from '../aws/resource-progress.ts';

/** An event of a stack, with what tells it from every other. */
export interface StackEvent extends ResourceEvent {
  readonly id: string;
}

/** The stacks as a deletion needs them, by their ARNs: those of a deleted stack still tell of it. */
export interface Stacks {
  remove(arn: string): Promise<void>;
  /** Undefined where it is gone. */
  stateOf(arn: string): Promise<{ readonly status: string; readonly reason: string } | undefined>;
  /** The oldest first. */
  eventsOf(arn: string): Promise<readonly StackEvent[]>;
}

interface DeleteStackDeps {
  readonly stacks: Stacks;
  readonly progress: { event(event: ResourceEvent): void; beat(): void };
  /** Until it is time to look again; throws when somebody interrupts. */
  readonly pause: () => Promise<void>;
}

/** Deletes a stack and waits until it is gone, telling of each resource. */
export function deleteStack({ stacks, progress, pause }: DeleteStackDeps) {
  return async ({ name, arn }: { readonly name: string; readonly arn: string }): Promise<void> => {
    const told = new Set((await stacks.eventsOf(arn)).map(({ id }) => id));
    const tell = (event: StackEvent) => {
      if (!told.has(event.id)) progress.event(event);
      told.add(event.id);
    };
    await stacks.remove(arn);
    for (;;) {
      await pause();
      const state = await stacks.stateOf(arn);
      for (const event of await stacks.eventsOf(arn)) tell(event);
      progress.beat();
      if (state === undefined) return;
      if (state.status === 'DELETE_FAILED')
        throw new Error(`${name} could not be deleted: ${state.reason} Mend that, and run this again.`);
    }
  };
}
