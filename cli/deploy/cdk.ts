import { addAbortListener } from 'node:events';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { startToldProcess } from '../../local/guarded-process.ts';
import type { AwsClient } from '../aws/caller.ts';
import { hearInterruption, type OperatorTerminal } from '../aws/operator-terminal.ts';
import { type ResourceEvent, resourceProgress } from '../aws/resource-progress.ts';

const BEAT_MS = 5_000;

interface AssemblyDeployment {
  readonly client: AwsClient;
  readonly assembly: string;
  readonly stage: string;
}

/** Deploys what was synthesised, and prints each resource as it is done. */
export async function deployAssembly(
  { client, assembly, stage }: AssemblyDeployment,
  { print }: Pick<OperatorTerminal, 'print'>,
) {
  const progress = resourceProgress({ print, now: () => performance.now() });
  const onLine = (line: string) => {
    const read = readCdkLine(line);
    if (typeof read === 'string') progress.line(read);
    else if (read !== undefined) progress.event(read);
  };
  const beat = setInterval(progress.beat, BEAT_MS);
  try {
    await cdk(['deploy', '--app', assembly, '--all', '--progress', 'events', '--require-approval', 'never'], {
      client,
      onLine,
      ifInterrupted:
        `CloudFormation goes on with what it has begun. Look at it in its console, or with: aws cloudformation ` +
        `describe-stack-events --stack-name chargeonce-${stage}-flow --region ${client.region}; when it is done, deploy again.`,
    });
  } finally {
    clearInterval(beat);
  }
}

const ROOT = resolve(import.meta.dirname, '../..');
const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
const GRACE_MS = 5_000;

export interface CdkOptions {
  readonly client: AwsClient;
  readonly onLine: (line: string) => void;
  /** What to print for somebody who pressed Ctrl-C. */
  readonly ifInterrupted: string;
}

/** Runs the CDK's own command and passes on what it says. Ctrl-C ends it and is an error. */
export async function cdk(args: readonly string[], { client, onLine, ifInterrupted }: CdkOptions): Promise<void> {
  const last: string[] = [];
  // Before the command starts: an interruption in its first moment must not go unsaid.
  using interruption = hearInterruption();
  const run = await startToldProcess({
    command: 'env',
    args: [...environment(client), process.execPath, CDK, ...args, '--no-color', ...profileOf(client)],
    cwd: ROOT,
    onLine(line) {
      last.push(line);
      onLine(line);
    },
  });
  addAbortListener(interruption.signal, () => void run.stop(GRACE_MS));
  const { code } = await run.exited;
  if (interruption.signal.aborted) throw new Error(`Interrupted. ${ifInterrupted}`);
  if (code !== 0) throw new Error(`cdk ${args[0]} failed:\n${last.slice(-LAST_LINES).join('\n')}`);
}

const LAST_LINES = 15;

const environment = ({ region }: AwsClient) => [
  `AWS_REGION=${region}`,
  // The commands of this project call nobody but AWS.
  'CDK_DISABLE_VERSION_CHECK=1',
  'CDK_DISABLE_CLI_TELEMETRY=true',
];

const profileOf = ({ profile }: AwsClient) => (profile === undefined ? [] : ['--profile', profile]);

const EVENT =
  /^(?<stack>\S+) \| +\d+(\/\d+)? \| [^|]+ \| (?<status>[A-Z_]+) +\| (?<type>\S+) +\| (?<name>\S+)(?: \(\w+\))? ?(?<reason>.*)$/;
/** Said again by this command, or of no use to who waits. */
const NOISE =
  /: (start|success): |^\s*$|^Outputs:|^Stack ARN:|^arn:aws|^✨|^chargeonce-\S+\.\w+ = |creating CloudFormation changeset/;

const Groups = z.object({
  stack: z.string(),
  status: z.string(),
  type: z.string(),
  name: z.string(),
  reason: z.string(),
});

/** A line of `cdk deploy --progress events`: what happened to a resource, something to pass on, or nothing. */
export function readCdkLine(line: string): ResourceEvent | string | undefined {
  const event = EVENT.exec(line);
  if (event) return z.parse(Groups, event.groups);
  return NOISE.test(line) ? undefined : line.trim();
}
