import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { TelemetryEnv } from '../../functions/platform/env.ts';
import type { Stage } from '../stages.ts';
import { bundle, sources } from './bundle.ts';
import { metricNamespace } from './flow-metric.ts';
import type { Kafka } from './kafka.ts';
import { allowLambdaAlone } from './lambda-rights.ts';

interface NodeFunctionProps {
  readonly stage: Stage;
  /** What it is in the flow. Two functions may run one code. */
  readonly name: string;
  /** Its folder in `functions/`, if that is not its name. */
  readonly code?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Puts the function beside the brokers, for those that speak to them. */
  readonly kafka?: Kafka;
  readonly reservedConcurrency?: number | undefined;
}

/** A stage of the flow as a Lambda function: bundled, with a role and a log group of its own and no right but to write there. */
export class NodeFunction extends LambdaFunction {
  /** What it is called in logs and metrics. */
  readonly service: string;
  readonly fixedName: string;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    const { stage, name, code = name, kafka } = props;
    // So that scripts, its own rights and other functions' settings can name it before it exists.
    const functionName = `chargeonce-${stage.name}-${name}`;
    super(scope, id, {
      functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: codeOf(scope, props.code ?? name),
      handler: 'index.handler',
      memorySize: 512,
      timeout: Duration.seconds(props.timeoutSeconds),
      role: new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
      logGroup: logGroup(scope, id, props),
      environment: { ...telemetry(stage, name), ...props.environment },
      ...(kafka?.network && besideTheBrokers(kafka.network)),
      ...(props.reservedConcurrency && { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    this.service = name;
    this.fixedName = functionName;
    // The local runner loads the bundle by its folder's name, and builds it anew when a source changes.
    (this.node.defaultChild as CfnFunction).addMetadata('code', code);
    this.logGroup.grantWrite(this);
    if (kafka?.network) allowLambdaAlone(this, NETWORK_INTERFACES);
  }

  /** Adds exactly these rights; CDK's own grants are often wider than the code needs. */
  allow(actions: readonly string[], resources: readonly string[]) {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}

/** A synth that needs no code says so with CDK's own switch, the context `aws:cdk:bundling-stacks`. */
const codeOf = (scope: Construct, folder: string) =>
  Code.fromAsset(Stack.of(scope).bundlingRequired ? bundle(folder).dir : sources(folder));

/** Lambda attaches a function to a network with the function's own role; EC2 knows no narrower resource for it. */
const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

const telemetry = (stage: Stage, name: string) =>
  ({
    POWERTOOLS_SERVICE_NAME: name,
    POWERTOOLS_METRICS_NAMESPACE: metricNamespace(stage),
    POWERTOOLS_LOG_LEVEL: 'INFO',
  }) satisfies TelemetryEnv;

const besideTheBrokers = ({ vpc, clientSecurityGroup }: NonNullable<Kafka['network']>) => ({
  vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  securityGroups: [clientSecurityGroup],
});

const logGroup = (scope: Construct, id: string, { stage, name }: NodeFunctionProps) =>
  new LogGroup(scope, `${id}Logs`, {
    logGroupName: `/chargeonce/${stage.name}/${name}`,
    retention: stage.logRetention,
    // Its name is fixed: one that outlived its stack would be in the way of the next.
    removalPolicy: RemovalPolicy.DESTROY,
  });
