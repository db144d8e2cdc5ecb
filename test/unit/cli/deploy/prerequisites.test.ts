import { describe, expect, it } from 'vitest';
import { whyNot } from '../../../../cli/aws/caller.ts';
import { lackOf } from '../../../../cli/deploy/bootstrap.ts';
import { faultOf } from '../../../../cli/deploy/gateway-key.ts';

const failure = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('the credentials of a deployment', () => {
  const client = { region: 'us-east-1', profile: 'shop' };

  it.each([
    {
      error: failure('CredentialsProviderError', 'none'),
      says: 'There are no AWS credentials of profile shop: sign in',
    },
    { error: failure('ExpiredTokenException', 'The security token is old'), says: 'have expired: sign in again' },
    { error: failure('CredentialsProviderError', 'The SSO session has expired'), says: 'have expired: sign in again' },
    { error: failure('InvalidClientTokenId', 'invalid'), says: 'AWS does not know the credentials of profile shop' },
    { error: failure('TimeoutError', 'no route'), says: 'AWS could not be asked who calls, in us-east-1: no route' },
  ])('are explained: $says', ({ error, says }) => {
    expect(whyNot(error, client)).toContain(says);
  });
});

describe('the bootstrap of an account', () => {
  const version = (OutputValue: string) => [{ OutputKey: 'BootstrapVersion', OutputValue }];

  it('is there with a version that is new enough', () => {
    expect(lackOf({ StackStatus: 'UPDATE_COMPLETE', Outputs: version('30') })).toBeUndefined();
  });

  it.each([
    { stack: undefined, lack: 'is not bootstrapped' },
    { stack: { StackStatus: 'CREATE_COMPLETE', Outputs: version('5') } as const, lack: 'version 5, and 6 is needed' },
    { stack: { StackStatus: 'ROLLBACK_COMPLETE' } as const, lack: 'is ROLLBACK_COMPLETE and tells no version' },
  ])('lacks something: $lack', ({ stack, lack }) => {
    expect(lackOf(stack)).toContain(lack);
  });
});

describe("the real gateway's key", () => {
  const secret = { name: 'chargeonce/prod/gateway-key', region: 'us-east-1' };

  it('is there where the secret has a current value', () => {
    expect(faultOf({ VersionIdsToStages: { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'] } }, secret)).toBeUndefined();
  });

  it.each([
    { found: undefined, says: 'aws secretsmanager create-secret --name chargeonce/prod/gateway-key' },
    { found: { DeletedDate: new Date(0) }, says: 'aws secretsmanager restore-secret --secret-id chargeonce/prod' },
    {
      found: { VersionIdsToStages: { v1: ['AWSPENDING'] } },
      says: 'aws secretsmanager put-secret-value --secret-id chargeonce/prod',
    },
  ])('is missing with the command that mends it: $says', ({ found, says }) => {
    expect(faultOf(found, secret)).toContain(says);
  });
});
