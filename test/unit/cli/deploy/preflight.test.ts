import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assureConcurrency, lackOfConcurrency } from '../../../../cli/deploy/concurrency.ts';
import { failedText, wayOut } from '../../../../cli/deploy/failed-creations.ts';
import { checkExistingCluster } from '../../../../cli/deploy/target.ts';
import { rawResponse, serveRaw } from '../../../harness/raw-server.ts';

const ARN = 'arn:aws:kafka:us-east-1:123456789012:cluster/shared/0a1b2c3d-4e5f-6789-abcd-ef0123456789-5';

/** MSK, whose API answers so; `asked` are the paths. */
function msk(status: number, body: unknown) {
  const asked: string[] = [];
  const send = async (path: string) => {
    asked.push(path);
    return new Response(JSON.stringify(body), { status });
  };
  return { asked, check: () => checkExistingCluster(send, ARN) };
}

const cluster = (instanceType: string, differing: object = {}) => ({
  clusterInfo: {
    state: 'ACTIVE',
    provisioned: {
      numberOfBrokerNodes: 3,
      brokerNodeGroupInfo: { instanceType },
      clientAuthentication: { sasl: { iam: { enabled: true } } },
      ...differing,
    },
  },
});

describe('a cluster that is there already', () => {
  it.each([
    ['kafka.m7g.large', false],
    ['express.m7g.large', true],
  ])('of %s has Express brokers: %s', async (instanceType, express) => {
    const { asked, check } = msk(200, cluster(instanceType));

    expect(await check()).toEqual({ express });
    expect(asked).toEqual([`/api/v2/clusters/${encodeURIComponent(ARN)}`]);
  });

  it.each([
    { where: 'there is none', answer: msk(404, {}), says: 'There is no cluster arn:' },
    { where: 'MSK may not be asked', answer: msk(403, 'denied'), says: 'kafka:DescribeClusterV2): 403 "denied"' },
    {
      where: 'it is Serverless',
      answer: msk(200, { clusterInfo: { state: 'ACTIVE', serverless: {} } }),
      says: 'is an MSK Serverless cluster',
    },
    {
      where: 'it has two brokers',
      answer: msk(200, cluster('kafka.m7g.large', { numberOfBrokerNodes: 2 })),
      says: 'three copies need three',
    },
    {
      where: 'IAM is off',
      answer: msk(200, cluster('kafka.m7g.large', { clientAuthentication: {} })),
      says: 'turn IAM authentication on',
    },
  ])('is refused where $where', async ({ answer, says }) => {
    await expect(answer.check()).rejects.toThrow(says);
  });
});

describe('the concurrent executions of an account', () => {
  it('suffice where what is reserved leaves a hundred free', () => {
    expect(lackOfConcurrency({ wanted: 47, held: 0, unreserved: 147, limit: 147 })).toBeUndefined();
  });

  it('suffice where the stage holds them already', () => {
    expect(lackOfConcurrency({ wanted: 47, held: 47, unreserved: 100, limit: 147 })).toBeUndefined();
  });

  it.each([10, 50, 146])('do not suffice where there are %i', (limit) => {
    expect(lackOfConcurrency({ wanted: 47, held: 0, unreserved: limit, limit })).toContain(
      `The stage reserves 47 concurrent executions, and the account can reserve ${Math.max(limit - 100, 0)}: it has ${limit}`,
    );
  });
});

/** Lambda, which answers each question so. */
async function askLambda(account: string, printed: string[] = []) {
  const { address, close } = await serveRaw((socket) => socket.end(account));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://${address}`);
  const reserving = { FunctionName: 'chargeonce-prod-reconciler', ReservedConcurrentExecutions: 47 };
  await assureConcurrency(
    [{ type: 'AWS::Lambda::Function', properties: reserving }],
    { stage: 'prod', client: { region: 'us-east-1' } },
    { print: (line) => printed.push(line) },
  ).finally(close);
}

describe('the question about concurrent executions', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  });
  afterEach(() => vi.unstubAllEnvs());

  it('stops the deployment with the request for more', async () => {
    const limits = { AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } };

    await expect(askLambda(rawResponse(200, JSON.stringify(limits)))).rejects.toThrow(
      'aws service-quotas request-service-quota-increase --service-code lambda',
    );
  });

  it('stops nothing where it may not be asked, and says so', async () => {
    const printed: string[] = [];

    await askLambda(rawResponse(403, '{"message":"no"}', ['x-amzn-errortype: AccessDeniedException']), printed);

    expect(printed).toEqual([expect.stringContaining('Not checked, for lack of lambda:GetAccountSettings')]);
  });
});

describe('a stack that can not be deployed', () => {
  it.each([
    ['CREATE_IN_PROGRESS', 'wait until that is done'],
    ['DELETE_FAILED', 'npm run destroy -- --stage prod'],
    ['UPDATE_ROLLBACK_FAILED', 'npx cdk rollback chargeonce-prod-flow -c stage=prod'],
    ['UPDATE_FAILED', 'npx cdk rollback chargeonce-prod-flow -c stage=prod'],
  ])('is named with the way out: %s', (status, says) => {
    expect(wayOut({ name: 'chargeonce-prod-flow', status }, { stage: 'prod', region: 'eu-west-1' })).toContain(says);
  });

  it.each(['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE'])(
    'is none that is %s',
    (status) => {
      expect(wayOut({ name: 'chargeonce-prod-flow', status }, { stage: 'prod', region: 'eu-west-1' })).toBeUndefined();
    },
  );

  it('whose creation failed is shown with what it left', () => {
    const table = { type: 'AWS::DynamoDB::Table', logicalId: 'Orders', id: 'orders-1', retained: true };
    const stack = { name: 'chargeonce-prod-flow', arn: 'arn:1', status: 'ROLLBACK_COMPLETE', protected: true };

    expect(failedText([{ ...stack, resources: [table] }])).toEqual([
      'chargeonce-prod-flow is ROLLBACK_COMPLETE: its creation failed. It left:',
      '  AWS::DynamoDB::Table  orders-1  (stays)',
    ]);
    expect(failedText([{ ...stack, resources: [] }])).toEqual([
      'chargeonce-prod-flow is ROLLBACK_COMPLETE: its creation failed and left nothing',
    ]);
  });
});
