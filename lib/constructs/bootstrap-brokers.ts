import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { AwsCustomResource, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct, type IDependable } from 'constructs';

/**
 * CloudFormation has no attribute for the brokers' addresses: a custom resource asks MSK for them. It asks once, and IAM
 * takes a while to know a new right (aws/aws-cdk#37675, #23340): what takes long to make depends on `rights`.
 */
export class BootstrapBrokers extends Construct {
  readonly rights: Policy;
  private readonly logGroup: LogGroup;
  private readonly role: Role;

  /** `cluster` may be a pattern, so that the right can be made before the cluster is. */
  constructor(scope: Construct, id: string, { cluster }: { readonly cluster: string }) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Of its own: the role that CDK would make may write to every log.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(this.role);
    this.rights = new Policy(this, 'Rights', {
      roles: [this.role],
      statements: [new PolicyStatement({ actions: ['kafka:GetBootstrapBrokers'], resources: [cluster] })],
    });
  }

  /** host:port of each broker, separated by commas; asked for once `after` is made. */
  of(clusterArn: string, after: readonly IDependable[] = []) {
    const answer = new AwsCustomResource(this, 'Default', {
      resourceType: 'Custom::MskBootstrapBrokers',
      installLatestAwsSdk: false,
      logGroup: this.logGroup,
      role: this.role,
      memorySize: 256,
      onUpdate: {
        service: 'Kafka',
        action: 'getBootstrapBrokers',
        parameters: { ClusterArn: clusterArn },
        physicalResourceId: PhysicalResourceId.of('bootstrap-brokers'),
      },
    });
    answer.node.addDependency(this.rights, ...after);
    return answer.getResponseField('BootstrapBrokerStringSaslIam');
  }
}
