import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assureQuotas, lackOfQuota } from '../../../../cli/deploy/quotas.ts';
import { type Answers, clusters, deployed, described, quota, refused, serveAccount } from './quota-account.ts';

const resource = (id: string, type: string, properties: Readonly<Record<string, unknown>> = {}) => ({
  stack: 'chargeonce-dev-messaging',
  id,
  type,
  properties,
});
const endpoint = (id: string, VpcEndpointType: string) =>
  resource(id, 'AWS::EC2::VPCEndpoint', { VpcEndpointType, ServiceName: 'x' });

const interfaces = [endpoint('Lambda', 'Interface'), endpoint('Sts', 'Interface')];
const others = [
  resource('Network', 'AWS::EC2::VPC'),
  endpoint('DynamoDb', 'Gateway'),
  resource('Cluster', 'AWS::MSK::Cluster', { NumberOfBrokerNodes: 3 }),
  resource('Configuration', 'AWS::MSK::Configuration'),
  resource('Key', 'AWS::KMS::Key'),
];
const template = [...interfaces, ...others];

/** Asks an account what a deployment of the template needs. */
async function deployInto(answers: Answers, resources = template) {
  await using account = await serveAccount(answers);
  vi.stubEnv('AWS_ENDPOINT_URL', account.url);
  const printed: string[] = [];
  const options = { stage: 'dev', client: { region: 'eu-west-1' }, account: '123456789012' };
  const outcome = await assureQuotas(resources, options, { print: (line) => printed.push(line) }).then(
    () => 'goes on',
    (error: unknown) => String(error),
  );
  const askedOf = (part: string) => account.asked.filter((question) => question.includes(part));
  return { askedOf, printed, outcome };
}

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => vi.unstubAllEnvs());

describe('the quotas of an account', () => {
  it('let a deployment go on where all that is new fits', async () => {
    const { askedOf, printed, outcome } = await deployInto({});

    expect({ printed, outcome }).toEqual({ printed: [], outcome: 'goes on' });
    expect(askedOf('DescribeVpcs')).toEqual([
      expect.stringContaining('Filter.1.Name=owner-id&Filter.1.Value.1=123456789012'),
    ]);
    // A new network has no endpoints yet.
    expect(askedOf('DescribeVpcEndpoints')).toHaveLength(1);
  });

  it('refuse it with a request for each that is too small', async () => {
    const { outcome } = await deployInto({
      'NextToken=2': described('isDefault', 2),
      DescribeVpcs: described('isDefault', 3, '2'),
      'nextToken=2': clusters(50),
      '/api/v2/clusters': clusters(38, '2'),
    });

    const request = 'aws service-quotas request-service-quota-increase --service-code';
    expect(outcome.split('\n')).toEqual([
      expect.stringContaining('adds 1 to "VPCs per Region" (L-F678F1CE), of which 5 of 5 are taken in eu-west-1.'),
      `  ${request} vpc --quota-code L-F678F1CE --desired-value 6 --region eu-west-1`,
      expect.stringContaining('adds 3 to "Number of brokers per account" (L-EDD31C36), of which 88 of 90 are taken'),
      `  ${request} kafka --quota-code L-EDD31C36 --desired-value 91 --region eu-west-1`,
      'Nothing was deployed.',
    ]);
  });

  it('are those of AWS where the account has none of its own', async () => {
    const { outcome } = await deployInto({
      GetServiceQuota: refused(400, 'NoSuchResourceException'),
      'L-B2FDE22A': quota(1),
    });

    expect(outcome).toContain('"Number of configurations per account" (L-B2FDE22A), of which 1 of 1 are taken');
  });

  it('stop nothing where they may not be read, which is printed', async () => {
    const { printed, outcome } = await deployInto({ GetServiceQuota: refused(400, 'AccessDeniedException') });

    expect(outcome).toBe('goes on');
    expect(printed).toHaveLength(5);
    expect(printed).toContain(
      'Not checked: the quota "VPCs per Region". servicequotas:GetServiceQuota was answered 400: ' +
        '{"__type":"AccessDeniedException","message":"not you"}',
    );
  });

  it.each([
    ['DescribeVpcs', 'ec2:DescribeVpcs was answered 403'],
    ['/api/v2/clusters', 'kafka:ListClustersV2 was answered 403'],
    ['/v1/configurations', 'kafka:ListConfigurations was answered 403'],
  ])('stop nothing where what is taken may not be counted: %s', async (part, says) => {
    const { printed, outcome } = await deployInto({ [part]: refused(403, 'UnauthorizedOperation') });

    expect(outcome).toBe('goes on');
    expect(printed).toEqual([expect.stringContaining(says)]);
  });

  it('are not asked about where the stage makes nothing of the kind', async () => {
    const { askedOf, outcome } = await deployInto({}, [resource('Key', 'AWS::KMS::Key')]);

    expect(outcome).toBe('goes on');
    expect(askedOf('')).toEqual([]);
  });
});

describe('what a stage has already', () => {
  it('needs no quota, however full the account is', async () => {
    const { askedOf, outcome } = await deployInto(deployed(template));

    expect(outcome).toBe('goes on');
    expect(askedOf('').filter((question) => !/=chargeonce-dev-/.test(question))).toEqual([]);
  });

  it('is where what is added is counted', async () => {
    const { askedOf, outcome } = await deployInto({ ...deployed(others), 'L-29B6F2EB': quota(4) });

    expect(askedOf('DescribeVpcEndpoints')).toEqual([
      expect.stringContaining('Filter.2.Name=vpc-id&Filter.2.Value.1=vpc-Network'),
    ]);
    expect(outcome).toContain('adds 2 to "Interface VPC endpoints per VPC" (L-29B6F2EB), of which 3 of 4 are taken');
  });
});

describe('a quota', () => {
  const vpcs = { name: 'VPCs per Region', service: 'vpc', code: 'L-F678F1CE', added: 1, region: 'us-east-1' } as const;

  it('may be used up to its value', () => {
    expect(lackOfQuota({ ...vpcs, taken: 4, limit: 5 })).toBeUndefined();
    expect(lackOfQuota({ ...vpcs, taken: 5, limit: 5 })).toContain('--desired-value 6');
  });
});
