import { Refusal } from '../aws/report-failure.ts';
import type { DeployedStack } from './stage-stacks.ts';

interface Intent {
  readonly stage: string;
  readonly keepsData: boolean;
  /** The stage's name once more, where it keeps its data. */
  readonly confirm?: string | undefined;
}

/** Throws where a stage may not be deleted, or not now. */
export function assertDeletable({ stage, keepsData, confirm }: Intent, stacks: readonly DeployedStack[]) {
  if (keepsData && confirm !== stage)
    throw new Refusal(
      `Stage ${stage} keeps its data: its tables refuse to be deleted and outlive their stack, and so do its buckets; ` +
        `orders and payments stay, everything that takes and pays them goes. To do that: npm run destroy -- --stage ${stage} --confirm ${stage}`,
    );
  const busy = stacks.find(({ status }) => status.endsWith('_IN_PROGRESS') && !MAY_GO_ON.includes(status));
  if (busy) throw new Refusal(`${busy.name} is ${busy.status}: wait until that is done.`);
  const locked = stacks.find((stack) => stack.protected);
  if (locked)
    throw new Refusal(
      `${locked.name} has termination protection. Take it off first: aws cloudformation update-termination-protection ` +
        `--no-enable-termination-protection --stack-name ${locked.name}`,
    );
}

const MAY_GO_ON = ['DELETE_IN_PROGRESS', 'REVIEW_IN_PROGRESS'];
