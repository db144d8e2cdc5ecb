import {
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  Port,
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

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
