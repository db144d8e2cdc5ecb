import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';

/** How a client of the SDK finds region and credentials. */
export interface AwsClient {
  readonly region: string;
  readonly profile?: string;
}

/** Who the credentials are. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** Asks AWS who calls: the credentials are there, valid and not expired. */
export async function whoCalls(client: AwsClient): Promise<Caller> {
  try {
    const { Account = '', Arn = '' } = await new STSClient(client).send(new GetCallerIdentityCommand({}));
    return { account: Account, arn: Arn };
  } catch (cause) {
    throw new Error(whyNot(cause, client), { cause });
  }
}

const EXPIRED = /expired/i;
const INVALID = ['InvalidClientTokenId', 'SignatureDoesNotMatch', 'UnrecognizedClientException', 'InvalidAccessKeyId'];

/** What is wrong with the credentials, and what to do. */
export function whyNot(error: unknown, { profile, region }: AwsClient): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const of = profile === undefined ? '' : ` of profile ${profile}`;
  if (EXPIRED.test(`${name} ${message}`)) return `The AWS credentials${of} have expired: sign in again (${message})`;
  if (INVALID.includes(name)) return `AWS does not know the credentials${of}: ${message}`;
  if (name === 'CredentialsProviderError')
    return `There are no AWS credentials${of}: sign in (aws sso login, aws configure) or name a profile with --profile (${message})`;
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  return `AWS could not be asked who calls, ${endpoint === undefined ? `in ${region}` : `at ${endpoint}`}: ${message || name}`;
}

/** Keys that pass for somebody else for a time. */
export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const TENANT = { RoleArn: 'arn:aws:iam::000000000000:role/chargeonce-tenant', RoleSessionName: 'tenant' };
const TWELVE_HOURS = 43_200;

/**
 * Keys of a tenant at an AWS emulator, which lets anybody take any role. Undefined where the caller is somebody else than
 * the account's root: only that one, whom an emulator takes all its users for, is no tenant of the order API.
 */
export async function emulatorTenant(client: STSClientConfig): Promise<SessionKeys | undefined> {
  const sts = new STSClient(client);
  const { Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  if (!Arn.endsWith(':root')) return undefined;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ ...TENANT, DurationSeconds: TWELVE_HOURS }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
