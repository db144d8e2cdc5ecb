import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';

/** CloudFormation has no attribute for the brokers' addresses: a custom resource asks MSK for them. */
export function bootstrapBrokers(scope: Construct, clusterArn: string) {
  const logGroup = new LogGroup(scope, 'BootstrapBrokersLogs', {
    retention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // Of its own: the role that CDK would make may write to every log.
  const role = new Role(scope, 'BootstrapBrokersRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  const answer = new AwsCustomResource(scope, 'BootstrapBrokers', {
    resourceType: 'Custom::MskBootstrapBrokers',
    installLatestAwsSdk: false,
    logGroup,
    role,
    memorySize: 256,
    onUpdate: {
      service: 'Kafka',
      action: 'getBootstrapBrokers',
      parameters: { ClusterArn: clusterArn },
      physicalResourceId: PhysicalResourceId.of('bootstrap-brokers'),
    },
    policy: AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({ actions: ['kafka:GetBootstrapBrokers'], resources: [clusterArn] }),
    ]),
  });
  return answer.getResponseField('BootstrapBrokerStringSaslIam');
}
