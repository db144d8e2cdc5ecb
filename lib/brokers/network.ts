import {
  CfnFlowLog,
  CfnSubnet,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';

interface NetworkProps {
  readonly stage: Stage;
}

/** Private subnets in three zones, from which nothing leads out but to DynamoDB. */
export class Network extends Vpc {
  constructor(scope: Construct, id: string, { stage }: NetworkProps) {
    super(scope, id, {
      availabilityZones: [...stage.zoneIds],
      subnetConfiguration: [{ name: 'Private', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    });
    this.placeByZoneId();
    this.reachTables(stage);
    this.logRefusals();
  }

  private placeByZoneId() {
    for (const subnet of this.node.findAll().filter((part) => part instanceof CfnSubnet)) {
      subnet.availabilityZoneId = subnet.availabilityZone;
      subnet.availabilityZone = undefined;
    }
  }

  /** What leaves by this door is what the publishers do: they read and write rows of this stage's tables, as roles of this account. */
  private reachTables({ name }: Stage) {
    const { account, region } = Stack.of(this);
    const endpoint = this.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
    endpoint.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['dynamodb:UpdateItem', 'dynamodb:PartiQLUpdate', 'dynamodb:GetItem'],
        resources: [`arn:aws:dynamodb:${region}:${account}:table/chargeonce-${name}-*`],
        conditions: { StringEquals: { 'aws:PrincipalAccount': account } },
      }),
    );
  }

  /** In a network without a way out a refused packet is a mistake or an intruder. The rest would cost and show little. */
  private logRefusals() {
    const logGroup = new LogGroup(this, 'RefusalLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'RefusalLogsRole', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    logGroup.grant(role, 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams');
    new CfnFlowLog(this, 'Refusals', {
      resourceType: 'VPC',
      resourceId: this.vpcId,
      trafficType: 'REJECT',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: logGroup.logGroupName,
      deliverLogsPermissionArn: role.roleArn,
    }).node.addDependency(role);
  }
}

const DOORS = [
  { id: 'Lambda', service: InterfaceVpcEndpointAwsService.LAMBDA, action: 'lambda:InvokeFunction' },
  { id: 'Sts', service: InterfaceVpcEndpointAwsService.STS, action: 'sts:AssumeRole' },
] as const;

interface PollerEndpointsProps {
  readonly vpc: IVpc;
  /** Carried by Lambda's pollers in the cluster's network: they take the brokers' group. */
  readonly pollers: ISecurityGroup;
}

/** On-demand pollers run in the cluster's network: they assume the function's role and invoke it from there. */
export class PollerEndpoints extends Construct {
  private readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { vpc, pollers }: PollerEndpointsProps) {
    super(scope, id);
    this.securityGroup = new SecurityGroup(this, 'Access', { vpc, allowAllOutbound: false });
    this.securityGroup.addIngressRule(pollers, Port.HTTPS, 'event sources');
    for (const door of DOORS) this.open(vpc, door);
  }

  private open(vpc: IVpc, { id, service, action }: (typeof DOORS)[number]) {
    const endpoint = vpc.addInterfaceEndpoint(id, { service, open: false, securityGroups: [this.securityGroup] });
    // Lambda's guide (Configuring your Amazon MSK cluster and Amazon VPC network for Lambda) gives these policies, and
    // says that the resource must be `*`: the principal is the service, not the function's role.
    endpoint.addToPolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('lambda.amazonaws.com')],
        actions: [action],
        resources: ['*'],
      }),
    );
  }
}
