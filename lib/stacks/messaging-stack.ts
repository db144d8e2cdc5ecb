import { GatewayVpcEndpointAwsService, InterfaceVpcEndpointAwsService, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { KafkaCluster } from '../constructs/kafka-cluster.ts';
import type { AwsStage } from '../stages.ts';

interface MessagingStackProps extends StackProps {
  readonly stage: AwsStage;
}

/** The network and the brokers: slow to make, and they outlive every change of the flow. */
export class MessagingStack extends Stack {
  readonly kafka: KafkaCluster;

  constructor(scope: Construct, id: string, { stage, ...props }: MessagingStackProps) {
    super(scope, id, props);
    const vpc = new Vpc(this, 'Network', {
      availabilityZones: [...stage.availabilityZones],
      subnetConfiguration: [{ name: 'Private', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    });
    vpc.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
    if (stage.kafkaPollers === 'on-demand') addPollerEndpoints(vpc);

    this.kafka = new KafkaCluster(this, 'Kafka', { stage, vpc });
  }
}

/** On-demand pollers run in the cluster's network: they assume the function's role and invoke it from there. */
function addPollerEndpoints(vpc: Vpc) {
  vpc.addInterfaceEndpoint('Lambda', { service: InterfaceVpcEndpointAwsService.LAMBDA });
  vpc.addInterfaceEndpoint('Sts', { service: InterfaceVpcEndpointAwsService.STS });
}
