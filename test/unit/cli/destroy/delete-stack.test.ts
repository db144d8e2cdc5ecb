import { describe, expect, it } from 'vitest';
import { deleteStack, type StackEvent } from '../../../../cli/destroy/delete-stack.ts';

const event = (id: string): StackEvent => ({
  id,
  stack: 'chargeonce-dev-flow',
  status: 'DELETE_COMPLETE',
  type: 'AWS::IAM::Role',
  name: id,
});

const inUse = (id: string): StackEvent => ({
  ...event(id),
  status: 'DELETE_FAILED',
  reason: 'resource sg-1 has a dependent object (Service: Ec2, Status Code: 400)',
});

interface Look {
  /** Undefined where the stack is gone. */
  readonly status?: string;
  readonly events: readonly StackEvent[];
}

/** A stack that is found so at each look after its deletion began; its events were reported once it was deployed. */
function aStack({
  looks,
  interruptedAt = Infinity,
}: {
  readonly looks: readonly Look[];
  readonly interruptedAt?: number;
}) {
  const happened: string[] = [];
  let look = -1;
  const current = () => looks[Math.min(look, looks.length - 1)];
  const run = deleteStack({
    stacks: {
      async remove(arn) {
        happened.push(`remove ${arn}`);
      },
      async stateOf() {
        const status = current()?.status;
        return status === undefined ? undefined : { status, reason: 'The bucket is not empty.' };
      },
      eventsOf: async () => current()?.events ?? [event('deployed')],
    },
    progress: {
      event: ({ name }) => happened.push(`print ${name}`),
      line: (text) => happened.push(text),
      beat: () => {},
    },
    async pause() {
      look++;
      if (look >= interruptedAt) throw new Error('Interrupted');
    },
  });
  return { happened, deletion: () => run({ name: 'chargeonce-dev-flow', arn: 'arn:1' }) };
}

describe('delete a stack', () => {
  it('waits until it is gone, and tells each event of the deletion once', async () => {
    const { happened, deletion } = aStack({
      looks: [
        { status: 'UPDATE_COMPLETE', events: [event('deployed')] },
        { status: 'DELETE_IN_PROGRESS', events: [event('deployed'), event('role')] },
        { events: [event('deployed'), event('role'), event('table')] },
      ],
    });

    await deletion();

    expect(happened).toEqual(['remove arn:1', 'print role', 'print table']);
  });

  it('fails with the reason where something refuses to go', async () => {
    const { deletion } = aStack({ looks: [{ status: 'DELETE_FAILED', events: [] }] });

    await expect(deletion()).rejects.toThrow(
      'chargeonce-dev-flow could not be deleted: The bucket is not empty. Mend that, and run this again.',
    );
  });

  it('begins again, a minute later, while a network interface still holds what is deleted', async () => {
    const refused = { status: 'DELETE_FAILED', events: [event('deployed'), inUse('group')] };
    const { happened, deletion } = aStack({ looks: [...Array<Look>(61).fill(refused), { events: [event('vpc')] }] });

    await deletion();

    expect(happened).toEqual([
      'remove arn:1',
      'print group',
      'chargeonce-dev-flow  waits for AWS to let go of network interfaces, and tries again',
      'remove arn:1',
      'print vpc',
    ]);
  });

  it('gives up what is still held after 45 minutes', async () => {
    const events = () => [inUse(String(Math.random()))];
    const { happened, deletion } = aStack({
      looks: [
        {
          status: 'DELETE_FAILED',
          get events() {
            return events();
          },
        },
      ],
    });

    await expect(deletion()).rejects.toThrow('Mend that, and run this again.');
    expect(happened.filter((what) => what === 'remove arn:1')).toHaveLength(45);
  });

  it('watches no longer once it is interrupted', async () => {
    const looks = [{ status: 'DELETE_IN_PROGRESS', events: [] }];

    await expect(aStack({ looks, interruptedAt: 1 }).deletion()).rejects.toThrow('Interrupted');
  });
});
