import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct, type IDependable } from 'constructs';
import { codeOf } from '../recipes/node-function.ts';

const NAME = 'bootstrap-brokers';
/** IAM knows a new right within a minute or two. */
const TIMEOUT = Duration.minutes(5);
/** Room for Lambda's two repetitions of a call that failed. By default CloudFormation waits for an hour. */
const RESPONSE_TIMEOUT = Duration.minutes(20);

/**
 * The id of the CDK's function for an AwsCustomResource, which asked in stacks that were deployed before. CloudFormation
 * lets no custom resource change its function, and under another id the resource would change the name of the export
 * that the flow imports.
 */
const FUNCTION_ID = 'AWS679f53fac002430cb0da5b7982bd2287';

/**
 * CloudFormation has no attribute for the brokers' addresses: a custom resource asks MSK for them. IAM takes a while to
 * know a new right: a denied call is repeated (not so by the CDK's AwsCustomResource, aws/aws-cdk#37675), and what takes
 * long to make depends on `rights`.
 */
export class BootstrapBrokers extends Construct {
  readonly rights: Policy;
  private readonly finder: LambdaFunction;

  /** `cluster` may be a pattern, so that the right can be made before the cluster is. */
  constructor(scope: Construct, id: string, { cluster }: { readonly cluster: string }) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.rights = new Policy(this, 'Rights', {
      roles: [role],
      statements: [new PolicyStatement({ actions: ['kafka:GetBootstrapBrokers'], resources: [cluster] })],
    });
    this.finder = this.makeFinder(role, logGroup);
  }

  /** host:port of each broker, separated by commas; asked for once `after` is made. */
  of(clusterArn: string, after: readonly IDependable[] = []) {
    const answer = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::MskBootstrapBrokers',
      serviceToken: this.finder.functionArn,
      serviceTimeout: RESPONSE_TIMEOUT,
      properties: { ClusterArn: clusterArn },
    });
    answer.node.addDependency(this.rights, ...after);
    return answer.getAttString('BootstrapBrokerStringSaslIam');
  }

  private makeFinder(role: Role, logGroup: LogGroup) {
    const finder = new LambdaFunction(Stack.of(this), FUNCTION_ID, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: codeOf(this, NAME),
      handler: 'index.handler',
      memorySize: 512,
      timeout: TIMEOUT,
      role,
      logGroup,
    });
    (finder.node.defaultChild as CfnFunction).addMetadata('code', NAME);
    return finder;
  }
}
