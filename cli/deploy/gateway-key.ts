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
  const fault = faultOf(await describeSecret(gateway.keySecret, client), {
    name: gateway.keySecret,
    region: client.region,
  });
  if (fault !== undefined) throw new Error(fault);
}

type Secret = Pick<DescribeSecretCommandOutput, 'DeletedDate' | 'VersionIdsToStages'>;

/** What is wrong with the secret, and the command that mends it; undefined where it can be read. */
export function faultOf(
  secret: Secret | undefined,
  { name, region }: { readonly name: string; readonly region: string },
) {
  const aws = (deed: string) => `aws secretsmanager ${deed} ${name} --region ${region}`;
  if (secret === undefined)
    return `The payment gateway's key is missing. Keep it in Secrets Manager first: ${aws('create-secret --name')} --secret-string <key>`;
  if (secret.DeletedDate !== undefined)
    return `The secret ${name} is to be deleted. Restore it first: ${aws('restore-secret --secret-id')}`;
  const current = Object.values(secret.VersionIdsToStages ?? {}).some((labels) => labels.includes('AWSCURRENT'));
  return current
    ? undefined
    : `The secret ${name} has no value. Give it one first: ${aws('put-secret-value --secret-id')} --secret-string <key>`;
}

async function describeSecret(name: string, client: AwsClient): Promise<Secret | undefined> {
  try {
    return await new SecretsManagerClient(client).send(new DescribeSecretCommand({ SecretId: name }));
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
