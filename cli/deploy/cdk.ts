import { addAbortListener } from 'node:events';
import { join, resolve } from 'node:path';
import { startToldProcess } from '../../local/guarded-process.ts';
import type { AwsClient } from '../aws/caller.ts';
import { hearInterruption } from '../aws/interruption.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
const GRACE_MS = 5_000;

export interface CdkOptions {
  readonly client: AwsClient;
  readonly onLine: (line: string) => void;
  /** What to tell somebody who pressed Ctrl-C. */
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
