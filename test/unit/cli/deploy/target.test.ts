import { describe, expect, it } from 'vitest';
import { type DeployOptions, deployTarget } from '../../../../cli/deploy/target.ts';

const ENDPOINT = 'http://127.0.0.1:4566';
const options = (differing: Partial<DeployOptions> = {}): DeployOptions => ({ stage: 'dev', yes: false, ...differing });
const cluster = {
  cluster: 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1',
  vpc: 'vpc-1',
  subnets: 'subnet-1,subnet-2',
  securityGroup: 'sg-1',
};

describe('choose where a stage is deployed', () => {
  it('is AWS, with the record of the stage, where no endpoint is named', () => {
    expect(deployTarget(options(), undefined)).toMatchObject({
      stage: { name: 'dev', region: 'us-east-1' },
      endpoint: undefined,
      context: { stage: 'dev' },
    });
  });

  it('passes on a prefix of the topics also on brokers of its own', () => {
    expect(deployTarget(options({ topicPrefix: 'shop.' }), undefined).context).toEqual({
      stage: 'dev',
      topicPrefix: 'shop.',
    });
  });

  it('passes on a cluster that is there already, whole', () => {
    const { context, region } = deployTarget(options({ ...cluster, topicPrefix: 'shop.' }), undefined);

    expect(context).toEqual({ stage: 'dev', ...cluster, topicPrefix: 'shop.' });
    expect(region).toBe('eu-west-1');
  });

  it('is the endpoint, with a stage of any name and given brokers', () => {
    expect(deployTarget(options({ stage: 'mine', brokers: '127.0.0.1:9092' }), ENDPOINT)).toMatchObject({
      stage: { name: 'mine', topicPrefix: 'mine.' },
      endpoint: ENDPOINT,
      brokers: '127.0.0.1:9092',
      context: { stage: 'mine', endpoint: ENDPOINT, brokers: '127.0.0.1:9092' },
    });
  });

  it.each([
    { given: { stage: 'staging' }, says: 'There is no stage "staging"; there are dev, prod' },
    { given: { brokers: 'b:9092' }, says: '--brokers is for an AWS emulator' },
    { given: { cluster: 'arn' }, says: 'missing: --vpc, --subnets, --security-group' },
    { given: { vpc: 'vpc-1' }, says: 'missing: --cluster, --subnets, --security-group' },
    { given: { ...cluster, region: 'us-east-1' }, says: 'Stage dev is in eu-west-1' },
    { given: { region: 'eu-west-1' }, says: 'Stage dev is in us-east-1' },
  ])('refuses $given in AWS', ({ given, says }) => {
    expect(() => deployTarget(options(given), undefined)).toThrow(says);
  });

  it.each([
    { given: { stage: 'Mine!', brokers: 'b:9092' }, says: `"Mine!" can't be a stage's name` },
    { given: {}, says: 'name the brokers, --brokers host:port' },
    { given: { brokers: 'b:9092', securityGroup: 'sg-1' }, says: '--security-group is for AWS' },
  ])('refuses $given at an endpoint', ({ given, says }) => {
    expect(() => deployTarget(options(given), ENDPOINT)).toThrow(says);
  });
});
