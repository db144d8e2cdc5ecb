import { Aws, Fn } from 'aws-cdk-lib/core';
import type { ExistingCluster } from './brokers/kafka.ts';
import { type AwsStage, stageNamed, stages } from './stages.ts';

/** Reads a value of the CDK's context: `-c <key>=<value>`. */
type Context = (key: string) => string | undefined;

/** The stage that the context asks for, as it is or changed by what else the context says. */
export function chosenStage(context: Context): AwsStage {
  const stage = stageNamed(context('stage') ?? 'dev', stages);
  return withTopicPrefix(onGivenCluster(stage, context), context('topicPrefix'));
}

function onGivenCluster(stage: AwsStage, context: Context): AwsStage {
  const cluster = existingCluster(context);
  if (cluster === undefined) return stage;
  return {
    ...stage,
    cluster,
    region: regionOf(cluster),
    // Others may have topics there.
    topicPrefix: `${stage.name}.`,
    // What its brokers report is for its owner to say.
    partitionMetrics: false,
  };
}

/** Kafka allows these characters and 249 in all, of which the longest topic takes 49. */
const PREFIX = /^[\w.-]{0,100}$/;

function withTopicPrefix(stage: AwsStage, topicPrefix: string | undefined): AwsStage {
  if (topicPrefix === undefined) return stage;
  if (PREFIX.test(topicPrefix)) return { ...stage, topicPrefix };
  throw new Error(`-c topicPrefix=${topicPrefix} may hold letters, digits, ".", "_" and "-", and 100 of them at most.`);
}

/**
 * A stage in AWS whose simulator opens by a key of its own, and whose signing secret nobody knows from the repository: both
 * are reached from the internet. The system on one machine has those of lib/stages.ts.
 */
export function withOwnKeys(stage: AwsStage): AwsStage {
  const { gateway, gatewayEvents } = stage;
  if (gateway.kind !== 'simulator') return stage;
  return {
    ...stage,
    gateway: { ...gateway, key: `sk_test_${stackUuid()}` },
    gatewayEvents:
      gatewayEvents?.kind === 'webhook' && gatewayEvents.secretIn === 'environment'
        ? { ...gatewayEvents, secret: `whsec_${stackUuid()}` }
        : gatewayEvents,
  };
}

/** Random, and the same for as long as the stack is there: the UUID in its id. */
const stackUuid = () => Fn.select(2, Fn.split('/', Aws.STACK_ID));

interface Given {
  readonly pattern: RegExp;
  readonly is: string;
  readonly example: string;
}

/** What describes a cluster that is there already. */
const GIVEN = {
  cluster: {
    pattern: /^arn:aws:kafka:[a-z0-9-]+:\d{12}:cluster\/[\w-]+\/[\w-]+$/,
    is: 'the ARN of a provisioned MSK cluster in this account',
    example: 'arn:aws:kafka:us-east-1:123456789012:cluster/shared/0a1b2c3d-4e5f-6789-abcd-ef0123456789-5',
  },
  vpc: {
    pattern: /^vpc-[0-9a-f]{8,17}$/,
    is: 'its VPC',
    example: 'vpc-0a1b2c3d4e5f67890',
  },
  subnets: {
    pattern: /^subnet-[0-9a-f]{8,17}(,subnet-[0-9a-f]{8,17})*$/,
    is: 'subnets of that VPC from which DynamoDB can be reached, separated by commas',
    example: 'subnet-0a1b2c3d4e5f67890,subnet-1b2c3d4e5f67890a1',
  },
  securityGroup: {
    pattern: /^sg-[0-9a-f]{8,17}$/,
    is: "a security group that the brokers' own groups admit on port 9098",
    example: 'sg-0a1b2c3d4e5f67890',
  },
} as const satisfies Record<string, Given>;

type Name = keyof typeof GIVEN;
const NAMES = ['cluster', 'vpc', 'subnets', 'securityGroup'] as const satisfies readonly Name[];

/** A cluster that is nobody's, for whoever has to synthesise a stage on some existing cluster. */
export const EXAMPLE_CLUSTER = {
  cluster: GIVEN.cluster.example,
  vpc: GIVEN.vpc.example,
  subnets: GIVEN.subnets.example,
  securityGroup: GIVEN.securityGroup.example,
} as const satisfies Record<Name, string>;

/** MSK Serverless numbers its clusters with an s. */
const SERVERLESS = /-s\d+$/;

/** The cluster that the context names; undefined where it names none. Throws an error that says what to give. */
function existingCluster(context: Context): ExistingCluster | undefined {
  const missing = NAMES.filter((name) => context(name) === undefined);
  if (missing.length === NAMES.length) return undefined;
  if (missing.length > 0)
    throw new Error(['An existing cluster takes four values. Missing:', ...missing.map(described)].join('\n  '));

  const given = (name: Name) => wellFormed(name, context(name) ?? '');
  const arn = given('cluster');
  if (SERVERLESS.test(arn))
    throw new Error(`${arn} is an MSK Serverless cluster. CloudFormation makes topics on provisioned clusters only.`);
  return {
    kind: 'existing',
    arn,
    express: isExpress(context),
    vpcId: given('vpc'),
    subnetIds: given('subnets').split(','),
    securityGroupId: given('securityGroup'),
  };
}

/** An ARN does not show it: `npm run deploy` asks MSK. */
function isExpress(context: Context) {
  const express = context('express') ?? 'false';
  if (express === 'true' || express === 'false') return express === 'true';
  throw new Error(`-c express=${express} must be true, where the cluster has Express brokers, or false.`);
}

/** Where a cluster is. */
const regionOf = ({ arn }: ExistingCluster) => arn.split(':')[3] ?? '';

const described = (name: Name) => `${name}: ${GIVEN[name].is}, such as ${GIVEN[name].example}`;

function wellFormed(name: Name, value: string) {
  if (GIVEN[name].pattern.test(value)) return value;
  throw new Error(`"${value}" can't be ${described(name)}`);
}
