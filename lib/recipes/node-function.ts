import { basename } from 'node:path';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  type CfnFunction,
  Code,
  type IFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { TelemetryEnv } from '../../functions/platform/env.ts';
import type { Kafka } from '../brokers/kafka.ts';
import { metricNamespace } from '../monitoring/flow-alarm.ts';
import { type Bundle, bundle, bundleTogether, ownFunctions, sources } from './bundle.ts';
import { dataKey, usesOf } from './data-key.ts';
import { allowLambdaAlone } from './lambda-rights.ts';
import type { StageSettings } from './stage-settings.ts';

export interface NodeFunctionProps {
  readonly stage: StageSettings;
  /** What it is in the flow. Two functions may run one code. */
  readonly name: string;
  /** Its folder in `functions/`, if that is not its name; or the absolute path of its handler's file. */
  readonly code?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** A full core has 1,769 MB. */
  readonly memoryMegabytes?: number;
  /** Puts the function beside the brokers, for those that speak to them. */
  readonly kafka?: Kafka;
  readonly reservedConcurrency?: number | undefined;
  /** Puts the alias `live` before it, by which its versions can be exchanged gradually. */
  readonly versioned?: boolean;
}

/** A stage of the flow as a Lambda function: bundled, with a role and a log group of its own and no right but to write there. */
export class NodeFunction extends LambdaFunction {
  /** What it is called in logs and metrics. */
  readonly service: string;
  readonly fixedName: string;
  /** What events go to: its alias, or itself. */
  readonly entry: IFunction;
  private readonly key: Key | undefined;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    const { stage, name, code = name, kafka } = props;
    // So that scripts, its own rights and other functions' settings can name it before it exists.
    const functionName = `chargeonce-${stage.name}-${name}`;
    super(scope, id, {
      functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: codeOf(scope, code),
      handler: 'index.handler',
      memorySize: props.memoryMegabytes ?? 512,
      timeout: Duration.seconds(props.timeoutSeconds),
      role: new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
      logGroup: logGroup(scope, id, props),
      environment: { ...telemetry(stage, name), ...props.environment },
      ...written(stage),
      ...whereChosen(props),
    });
    this.key = dataKey(scope, stage);
    this.service = name;
    this.fixedName = functionName;
    // The local runner loads the bundle by its folder's name, and builds it anew when a source changes.
    (this.node.defaultChild as CfnFunction).addMetadata('code', basename(sources(code)));
    this.logGroup.grantWrite(this);
    if (kafka?.network) allowLambdaAlone(this, NETWORK_INTERFACES);
    this.entry = entryOf(this, props);
  }

  /** Whoever may reach what the stage's key encrypts may use that key, through the service that keeps it alone. */
  override addToRolePolicy(statement: PolicyStatement) {
    super.addToRolePolicy(statement);
    if (this.key) for (const use of usesOf(this.key, statement)) super.addToRolePolicy(use);
  }

  /** Adds exactly these rights; CDK's own grants are often wider than the code needs. */
  allow(actions: readonly string[], resources: readonly string[]) {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}

const entryOf = (target: NodeFunction, { versioned }: NodeFunctionProps): IFunction =>
  versioned ? new Alias(target, 'Live', { aliasName: 'live', version: target.currentVersion }) : target;

/** A synth that needs no code says so with CDK's own switch, the context `aws:cdk:bundling-stacks`. */
export const codeOf = (scope: Construct, code: string) =>
  Code.fromAsset(Stack.of(scope).bundlingRequired ? bundled(code) : sources(code));

const folders = new Map<string, string>();

/** Once a process: a check synthesises several stages, all with the same code. */
function bundled(code: string): string {
  if (!folders.has(code)) for (const [name, { dir }] of bundledWith(code)) folders.set(name, dir);
  return folders.get(code) ?? bundle(code).dir;
}

/** Where one asks for a function of the project, it will ask for all. One that can't be bundled fails only who asks for it. */
function bundledWith(code: string): ReadonlyMap<string, Bundle> {
  const all = ownFunctions();
  try {
    return all.includes(code) ? bundleTogether(all) : new Map();
  } catch {
    return new Map();
  }
}

/** Lambda attaches a function to a network with the function's own role; EC2 knows no narrower resource for it. */
const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

const telemetry = (stage: StageSettings, name: string) =>
  ({
    POWERTOOLS_SERVICE_NAME: name,
    POWERTOOLS_METRICS_NAMESPACE: metricNamespace(stage),
    POWERTOOLS_LOG_LEVEL: stage.logs === 'each' ? 'DEBUG' : 'INFO',
    ...(stage.traces && { TRACES_PERCENT: String(stage.traces.percent) }),
  }) satisfies TelemetryEnv;

/** Lambda filters its own lines in JSON alone: a start and an end that failed or took too long are still there. */
const written = ({ logs }: StageSettings) =>
  logs === 'unusual' && {
    loggingFormat: LoggingFormat.JSON,
    systemLogLevelV2: SystemLogLevel.WARN,
    // The metrics are lines without a level, which count as INFO.
    applicationLogLevelV2: ApplicationLogLevel.INFO,
  };

const whereChosen = ({ stage, kafka, reservedConcurrency }: NodeFunctionProps) => ({
  ...(stage.traces && { tracing: Tracing.ACTIVE }),
  ...(kafka?.network && besideTheBrokers(kafka.network)),
  ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
});

const besideTheBrokers = ({ vpc, clientSecurityGroup }: NonNullable<Kafka['network']>) => ({
  vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  securityGroups: [clientSecurityGroup],
});

function logGroup(scope: Construct, id: string, { stage, name }: NodeFunctionProps) {
  const key = dataKey(scope, stage);
  return new LogGroup(scope, `${id}Logs`, {
    logGroupName: `/chargeonce/${stage.name}/${name}`,
    retention: stage.logRetention,
    ...(key && { encryptionKey: key }),
    // Its name is fixed: one that outlived its stack would be in the way of the next.
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
