import type { AwsClient } from '../aws/caller.ts';
import { resourceProgress } from '../aws/resource-progress.ts';
import type { Terminal } from '../aws/terminal.ts';
import { cdk } from './cdk.ts';
import { readCdkLine } from './cdk-lines.ts';

const BEAT_MS = 5_000;

interface AssemblyDeployment {
  readonly client: AwsClient;
  readonly assembly: string;
  readonly stage: string;
}

/** Deploys what was synthesised, and tells of each resource as it is done. */
export async function deployAssembly(
  { client, assembly, stage }: AssemblyDeployment,
  { tell }: Pick<Terminal, 'tell'>,
) {
  const progress = resourceProgress({ tell, now: () => performance.now() });
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
