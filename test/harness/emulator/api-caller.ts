import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  EntityAlreadyExistsException,
  IAMClient,
} from '@aws-sdk/client-iam';
import { endpointClient } from '../../../cli/aws/endpoint-environment.ts';

/** Credentials of a user made for the purpose: the account's root, whom the endpoint's own credentials are, is no tenant. */
export async function apiCaller(endpoint: string, name: string) {
  const iam = new IAMClient(endpointClient(endpoint));
  await iam.send(new CreateUserCommand({ UserName: name })).catch((error: unknown) => {
    // The same tenant again, at a stage that was deployed anew.
    if (!(error instanceof EntityAlreadyExistsException)) throw error;
  });
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}
