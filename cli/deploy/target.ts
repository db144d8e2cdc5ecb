import * as z from 'zod/mini';
import { emulatorStage, type Stage, stageNamed, stages } from '../../lib/stages.ts';
import type { Send } from '../aws/send.ts';

/** The options of `npm run deploy`. */
export interface DeployOptions {
  readonly stage: string;
  readonly profile?: string;
  readonly region?: string;
  /** host:port, for an AWS emulator. */
  readonly brokers?: string;
  /** The ARN of a cluster that is there already, and how it is reached. */
  readonly cluster?: string;
  readonly vpc?: string;
  readonly subnets?: string;
  readonly securityGroup?: string;
  readonly topicPrefix?: string;
  readonly yes: boolean;
  /** Where the templates are written. */
  readonly assembly?: string;
}

/** Where a stage goes, and what lib/app.ts must know about it. */
export interface Target {
  readonly stage: Stage;
  /** The stage's, or that of the cluster that it is put on. */
  readonly region: string;
  /** Where an AWS emulator answers; undefined in AWS. */
  readonly endpoint: string | undefined;
  /** host:port of brokers that are given by their address. */
  readonly brokers: string | undefined;
  readonly context: Readonly<Record<string, string>>;
}

const CLUSTER = ['cluster', 'vpc', 'subnets', 'securityGroup'] as const;
const CONTEXT = [...CLUSTER, 'topicPrefix'] as const;

/** Checks that the options fit together, before anything is asked or done. */
export function deployTarget(options: DeployOptions, endpoint: string | undefined): Target {
  const target = endpoint === undefined ? inAws(options) : atEndpoint(options, endpoint);
  if (options.region !== undefined && options.region !== target.region)
    throw new Error(
      `Stage ${options.stage} is in ${target.region}: to move it, change region and zones in lib/stages.ts, not --region.`,
    );
  return target;
}

function atEndpoint({ stage: name, brokers, ...options }: DeployOptions, endpoint: string): Target {
  const [given] = CONTEXT.filter((option) => options[option] !== undefined);
  if (given) throw new Error(`${flag(given)} is for AWS, but AWS_ENDPOINT_URL is set: unset it, or name --brokers.`);
  if (brokers === undefined)
    throw new Error(
      `AWS_ENDPOINT_URL is set, and such an endpoint has no MSK: name the brokers, --brokers host:port (or unset it).`,
    );
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name))
    throw new Error(`"${name}" can't be a stage's name: small letters, digits and hyphens, at most 20, are.`);
  const stage = emulatorStage({ name, endpoint });
  return { stage, region: stage.region, endpoint, brokers, context: { stage: name, endpoint, brokers } };
}

function inAws({ stage: name, brokers, ...options }: DeployOptions): Target {
  const stage = stageNamed(name, stages);
  if (brokers !== undefined)
    throw new Error('--brokers is for an AWS emulator: in AWS name a cluster by its ARN, --cluster.');
  const cluster = clusterOf(options);
  const region = options.cluster?.split(':')[3] || stage.region;
  return { stage, region, endpoint: undefined, brokers, context: { stage: name, ...cluster } };
}

/** What lib/app.ts reads; a cluster that is there already must be named whole. */
function clusterOf(options: Pick<DeployOptions, (typeof CONTEXT)[number]>): Record<string, string> {
  const missing = CLUSTER.filter((option) => options[option] === undefined);
  if (missing.length > 0 && missing.length < CLUSTER.length)
    throw new Error(
      `A cluster that is there already is named by --cluster, --vpc, --subnets and --security-group together; missing: ${missing.map(flag).join(', ')}.`,
    );
  const given = CONTEXT.map((option) => [option, options[option]] as const);
  return Object.fromEntries(
    given.flatMap(([option, value]) => (value === undefined ? [] : [[option, value] as const])),
  );
}

const flag = (option: string) => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const Provisioned = z.object({
  numberOfBrokerNodes: z.number(),
  brokerNodeGroupInfo: z.object({ instanceType: z.string() }),
  clientAuthentication: z.optional(
    z.object({ sasl: z.optional(z.object({ iam: z.optional(z.object({ enabled: z.boolean() })) })) }),
  ),
});
type Provisioned = z.output<typeof Provisioned>;

const Response = z.object({ clusterInfo: z.object({ state: z.string(), provisioned: z.optional(Provisioned) }) });

/**
 * Asks MSK about a cluster that a stage is put on: whether its brokers are Express ones, which refuse settings of topics.
 * @throws where the stage can't be put there, with the reason.
 */
export async function checkExistingCluster(send: Send, arn: string): Promise<{ readonly express: boolean }> {
  const response = await send(`/api/v2/clusters/${encodeURIComponent(arn)}`);
  const body = await response.text();
  if (response.status === 404) throw new Error(`There is no cluster ${arn} in this account and region: see --cluster.`);
  if (response.status !== 200)
    throw new Error(`MSK could not be asked about ${arn} (kafka:DescribeClusterV2): ${response.status} ${body}`);
  const { state, provisioned } = z.parse(Response, JSON.parse(body)).clusterInfo;
  if (provisioned === undefined)
    throw new Error(`${arn} is an MSK Serverless cluster: take a provisioned one (docs/brokers.md).`);
  const lacks = lacksOf(provisioned, state);
  if (lacks.length > 0) throw new Error(`The cluster ${arn} ${lacks.join('; ')} (docs/brokers.md).`);
  return { express: provisioned.brokerNodeGroupInfo.instanceType.startsWith('express.') };
}

function lacksOf({ numberOfBrokerNodes, clientAuthentication }: Provisioned, state: string): string[] {
  return [
    ...(state === 'ACTIVE' ? [] : [`is ${state}: wait until it is ACTIVE`]),
    ...(numberOfBrokerNodes >= 3 ? [] : [`has ${numberOfBrokerNodes} brokers, and three copies need three`]),
    ...(clientAuthentication?.sasl?.iam?.enabled ? [] : ['lets nobody in by IAM: turn IAM authentication on']),
  ];
}
