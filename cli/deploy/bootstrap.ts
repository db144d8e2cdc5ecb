import { CloudFormationClient, type Stack } from '@aws-sdk/client-cloudformation';
import type { AwsClient, Caller } from '../aws/caller.ts';
import { describeStack } from '../aws/deployed-stacks.ts';
import { confirm, type OperatorTerminal } from '../aws/operator-terminal.ts';
import { since } from '../aws/resource-progress.ts';
import { cdk } from './cdk.ts';

const STACK = 'CDKToolkit';
/** The oldest version that this CDK deploys with. */
const NEEDED_VERSION = 6;

interface BootstrapOptions {
  readonly client: AwsClient;
  readonly caller: Caller;
  readonly yes: boolean;
}

/** What an account needs once in each region before the CDK can deploy into it; asks before it is made. */
export async function assureBootstrap({ client, caller, yes }: BootstrapOptions, terminal: OperatorTerminal) {
  const lack = lackOf(await describeStack(new CloudFormationClient(client), STACK));
  if (lack === undefined) return;
  const place = `aws://${caller.account}/${client.region}`;
  const command = ['npx cdk bootstrap', place, ...(client.profile ? ['--profile', client.profile] : [])].join(' ');
  terminal.print(`${place} ${lack}. It is made with: ${command}`);
  terminal.print(
    'It makes a bucket, a container registry and the roles that the CDK deploys with; they cost nothing idle.',
  );
  await confirm(
    { doIt: 'Bootstrap now', yes, otherwise: `Nothing was deployed. Bootstrap with: ${command}` },
    terminal,
  );
  const started = performance.now();
  await cdk(['bootstrap', place], {
    client,
    onLine: () => {},
    ifInterrupted: `CloudFormation goes on with ${STACK}; deploy again when that is done.`,
  });
  terminal.print(`Bootstrapped in ${since(started)}`);
}

/** What is missing of the bootstrap; undefined where all is there. */
export function lackOf(stack: Pick<Stack, 'StackStatus' | 'Outputs'> | undefined): string | undefined {
  if (stack === undefined) return 'is not bootstrapped for the CDK';
  const version = Number(stack.Outputs?.find(({ OutputKey }) => OutputKey === 'BootstrapVersion')?.OutputValue);
  if (version >= NEEDED_VERSION) return undefined;
  return Number.isNaN(version)
    ? `has a bootstrap stack that is ${stack.StackStatus} and names no version`
    : `is bootstrapped with version ${version}, and ${NEEDED_VERSION} is needed`;
}
