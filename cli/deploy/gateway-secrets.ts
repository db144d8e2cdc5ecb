import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Stage } from '../../lib/stages.ts';
import type { AwsClient } from '../aws/caller.ts';

/** A stage that charges at a real gateway needs the gateway's key in Secrets Manager before it is deployed. */
export async function assureGatewayKey({ gateway }: Pick<Stage, 'gateway'>, client: AwsClient) {
  if (gateway.kind === 'simulator') return;
  const secret = { what: "The payment gateway's key", name: gateway.keySecret, region: client.region };
  const fault = faultOf(await describeSecret(secret.name, client), secret);
  if (fault !== undefined) throw new Error(fault);
}

/** What a deployed stage still lacks to take the gateway's events. It charges without them: they only hurry a parked payment. */
export async function webhookNotes(
  { gatewayEvents }: Pick<Stage, 'gatewayEvents'>,
  { url, client }: { readonly url: string | undefined; readonly client: AwsClient },
): Promise<string[]> {
  if (url === undefined || gatewayEvents?.kind !== 'webhook' || gatewayEvents.secretIn === 'environment') return [];
  const secret = {
    what: "The signing secret of the gateway's events",
    name: gatewayEvents.secret,
    region: client.region,
  };
  const fault = faultOf(await describeSecret(secret.name, client), secret);
  return [`The gateway sends its events to ${url} (docs/deploy.md)`, ...(fault ? [fault] : [])];
}

type Secret = Pick<DescribeSecretCommandOutput, 'DeletedDate' | 'VersionIdsToStages'>;

interface WantedSecret {
  /** What it holds. */
  readonly what: string;
  readonly name: string;
  readonly region: string;
}

/** Typed into standard input: an argument is kept in the shell's history, and every user of the machine sees it. */
const typed = (command: string) =>
  `read -rs SECRET; printf %s "$SECRET" | ${command} --secret-string file:///dev/stdin`;

/** What is wrong with a secret, and the command that mends it; undefined where it can be read. */
export function faultOf(secret: Secret | undefined, { what, name, region }: WantedSecret) {
  const aws = (action: string) => `aws secretsmanager ${action} ${name} --region ${region}`;
  if (secret === undefined)
    return `${what} is missing. Keep it in Secrets Manager: ${typed(aws('create-secret --name'))}`;
  if (secret.DeletedDate !== undefined)
    return `${what}: its secret ${name} is to be deleted. Restore it: ${aws('restore-secret --secret-id')}`;
  const current = Object.values(secret.VersionIdsToStages ?? {}).some((labels) => labels.includes('AWSCURRENT'));
  return current
    ? undefined
    : `${what}: its secret ${name} has no value. Give it one: ${typed(aws('put-secret-value --secret-id'))}`;
}

async function describeSecret(name: string, client: AwsClient): Promise<Secret | undefined> {
  try {
    return await new SecretsManagerClient(client).send(new DescribeSecretCommand({ SecretId: name }));
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
