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
      `Stage ${stage} keeps its data: what holds them (tables, buckets, brokers) outlives its stacks, and goes on costing; ` +
        `everything that takes and pays orders goes. To do that: npm run destroy -- --stage ${stage} --confirm ${stage}`,
    );
  const busy = stacks.find(({ status }) => status.endsWith('_IN_PROGRESS') && !MAY_GO_ON.includes(status));
  if (busy) throw new Refusal(`${busy.name} is ${busy.status}: wait until that is done.`);
  const locked = stacks.filter((stack) => stack.protected).map(({ name }) => name);
  if (locked.length > 0)
    throw new Refusal(
      [`These stacks have termination protection. Take it off first:`, ...locked.map(unprotected)].join('\n  '),
    );
}

const unprotected = (name: string) =>
  `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name}`;

const MAY_GO_ON = ['DELETE_IN_PROGRESS', 'REVIEW_IN_PROGRESS'];
