import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import * as z from 'zod/mini';
import type { AwsClient } from '../aws/caller.ts';
import { type DeployedStack, stageStacks } from '../aws/deployed-stacks.ts';
import type { OperatorTerminal } from '../aws/operator-terminal.ts';
import type { Resource } from '../cost/resources.ts';
import {
  type AccountRead,
  countConfigurations,
  countEndpoints,
  countMskBrokers,
  countVpcs,
  readQuota,
} from './account-usage.ts';

/** A quota under the name that Service Quotas gives it. */
interface Quota {
  readonly name: string;
  readonly service: 'vpc' | 'kafka';
  readonly code: string;
  /** How much of it a new resource takes. */
  readonly takes: (resource: Resource) => number;
  /** How much of it is taken already. */
  readonly taken: (account: AccountRead, vpc: string | undefined) => Promise<number>;
}

const VPC = 'AWS::EC2::VPC';
const Cluster = z.object({ NumberOfBrokerNodes: z.number() });

const ofType = (type: string) => (resource: Resource) => (resource.type === type ? 1 : 0);
const endpointOf = (kind: string) => (resource: Resource) =>
  resource.type === 'AWS::EC2::VPCEndpoint' && resource.properties['VpcEndpointType'] === kind ? 1 : 0;

const QUOTAS: readonly Quota[] = [
  {
    name: 'VPCs per Region',
    service: 'vpc',
    code: 'L-F678F1CE',
    takes: ofType(VPC),
    taken: countVpcs,
  },
  {
    name: 'Gateway VPC endpoints per Region',
    service: 'vpc',
    code: 'L-1B52E74A',
    takes: endpointOf('Gateway'),
    taken: (account) => countEndpoints(account, { 'vpc-endpoint-type': 'Gateway' }),
  },
  {
    name: 'Interface VPC endpoints per VPC',
    service: 'vpc',
    code: 'L-29B6F2EB',
    takes: endpointOf('Interface'),
    taken: async (account, vpc) =>
      vpc === undefined ? 0 : countEndpoints(account, { 'vpc-endpoint-type': 'Interface', 'vpc-id': vpc }),
  },
  {
    name: 'Number of brokers per account',
    service: 'kafka',
    code: 'L-EDD31C36',
    takes: ({ type, properties }) =>
      type === 'AWS::MSK::Cluster' ? (z.safeParse(Cluster, properties).data?.NumberOfBrokerNodes ?? 0) : 0,
    taken: countMskBrokers,
  },
  {
    name: 'Number of configurations per account',
    service: 'kafka',
    code: 'L-B2FDE22A',
    takes: ofType('AWS::MSK::Configuration'),
    taken: countConfigurations,
  },
];

interface Deployer {
  readonly stage: string;
  readonly client: AwsClient;
  /** The account's number. */
  readonly account: string;
}

/**
 * Compares what the templates add to a stage with the account's quotas: CloudFormation would fail on them minutes later.
 * A quota that can't be read is reported in one line and stops nothing.
 * @throws where quotas are too small, with the command that requests more.
 */
export async function assureQuotas(
  resources: readonly Resource[],
  { stage, client, account }: Deployer,
  { print }: Pick<OperatorTerminal, 'print'>,
) {
  // A stage on other brokers than its own has nothing that counts.
  if (needs(resources).length === 0) return;
  const deployed = await stageStacks(new CloudFormationClient(client), stage);
  const vpc = deployed.flatMap((stack) => stack.resources).find(({ type }) => type === VPC)?.id;
  const check = async ({ quota, added }: Need) => {
    try {
      const asked = { id: account, client };
      const [limit, taken] = await Promise.all([readQuota(asked, quota), quota.taken(asked, vpc)]);
      return lackOfQuota({ ...quota, added, limit, taken, region: client.region });
    } catch (error) {
      print(`Not checked: the quota "${quota.name}". ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const lacks = await Promise.all(needs(addedTo(deployed, resources)).map(check));
  const found = lacks.filter((lack) => lack !== undefined);
  if (found.length > 0) throw new Error(`${found.join('\n')}\nNothing was deployed.`);
}

interface Need {
  readonly quota: Quota;
  readonly added: number;
}

const needs = (resources: readonly Resource[]): Need[] =>
  QUOTAS.map((quota) => ({
    quota,
    added: resources.reduce((sum, resource) => sum + quota.takes(resource), 0),
  })).filter(({ added }) => added > 0);

const addedTo = (deployed: readonly DeployedStack[], resources: readonly Resource[]) => {
  const there = new Set(deployed.flatMap(({ name, resources }) => resources.map((one) => `${name} ${one.logicalId}`)));
  return resources.filter(({ stack, id }) => !there.has(`${stack} ${id}`));
};

interface Comparison extends Pick<Quota, 'name' | 'service' | 'code'> {
  readonly added: number;
  readonly taken: number;
  readonly limit: number;
  readonly region: string;
}

/** Says that a quota is too small, and what to do; undefined where it suffices. */
export function lackOfQuota({ name, service, code, added, taken, limit, region }: Comparison): string | undefined {
  if (taken + added <= limit) return undefined;
  return (
    `The stage adds ${added} to "${name}" (${code}), of which ${taken} of ${limit} are taken in ${region}. ` +
    `Delete what nobody needs, or ask for more:\n  aws service-quotas request-service-quota-increase ` +
    `--service-code ${service} --quota-code ${code} --desired-value ${taken + added} --region ${region}`
  );
}
