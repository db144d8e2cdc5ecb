import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { endpointClient } from '../../../cli/aws/endpoint-environment.ts';
import { sendSigned } from '../../../cli/aws/send.ts';
import { countVpcs } from '../../../cli/deploy/account-usage.ts';

describe('counting what an account has', () => {
  it('counts its own VPCs', async () => {
    const { endpoint } = inject('emulator');
    const { region, credentials } = endpointClient(endpoint);
    const ec2 = sendSigned(endpoint, { region, credentials, service: 'ec2' });
    const call = async (parameters: Readonly<Record<string, string>>) => {
      const body = new URLSearchParams({ ...parameters, Version: '2016-11-15' }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return (await ec2('/', { method: 'POST', headers, body })).text();
    };
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
    onTestFinished(() => void vi.unstubAllEnvs());
    const vpcsOf = (id: string) => countVpcs({ id, client: { region } });
    const before = await vpcsOf('000000000000');

    const [, VpcId = ''] =
      /<vpcId>(.+)<\/vpcId>/.exec(await call({ Action: 'CreateVpc', CidrBlock: '10.9.0.0/16' })) ?? [];
    onTestFinished(async () => void (await call({ Action: 'DeleteVpc', VpcId })));

    expect(await vpcsOf('000000000000')).toBe(before + 1);
    expect(await vpcsOf('123456789012')).toBe(0);
  });
});
