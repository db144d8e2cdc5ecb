import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

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
