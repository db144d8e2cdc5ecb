import { describe, expect, it } from 'vitest';
import { endpointSettings } from '../../../../cli/aws/endpoint-environment.ts';

describe('lead the tools to an AWS emulator', () => {
  it('changes nothing where none is named', () => {
    expect(endpointSettings({})).toEqual({});
  });

  it("needs nobody's credentials at an endpoint on this machine", () => {
    expect(endpointSettings({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })).toMatchObject({
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
    });
  });

  it('overrides nothing that is set', () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', AWS_ENDPOINT_URL_S3: 'http://s3', AWS_PROFILE: 'shop' };

    expect(Object.keys(endpointSettings(env))).toEqual([
      'AWS_EC2_METADATA_DISABLED',
      'CDK_DISABLE_VERSION_CHECK',
      'CDK_DISABLE_CLI_TELEMETRY',
    ]);
  });

  it('says so where the address is none', () => {
    expect(() => endpointSettings({ AWS_ENDPOINT_URL: 'nonsense' })).toThrow('AWS_ENDPOINT_URL=nonsense is no address');
  });

  it('invents no credentials for an endpoint elsewhere', () => {
    expect(endpointSettings({ AWS_ENDPOINT_URL: 'https://aws.example' })).not.toHaveProperty('AWS_ACCESS_KEY_ID');
  });
});
