import { chosenStage, EXAMPLE_CLUSTER } from '../lib/chosen-stage.ts';
import { type AwsStage, stages } from '../lib/stages.ts';

const { prod } = stages;
const ON_EXISTING: Readonly<Record<string, string>> = { stage: 'dev', ...EXAMPLE_CLUSTER };

/** What every rule is tried on: each stage, and all that a stage may choose and neither of them does now. */
export const checkedStages: readonly AwsStage[] = [
  ...Object.values(stages),
  {
    ...chosenStage((key) => ON_EXISTING[key]),
    name: 'dev-existing',
    gateway: { kind: 'airwallex', url: 'https://api-demo.airwallex.com', keySecret: 'chargeonce/prod/gateway-key' },
    gatewayEvents: undefined,
  },
  {
    ...stages.dev,
    name: 'dev-self-managed',
    cluster: {
      kind: 'self-managed',
      brokers: ['broker-1.example.com:9096', 'broker-2.example.com:9096'],
      auth: 'scram',
      secretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:kafka/chargeonce-AbCdEf',
      authoritySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:kafka/authority-AbCdEf',
      vpcId: EXAMPLE_CLUSTER.vpc,
      subnetIds: EXAMPLE_CLUSTER.subnets.split(','),
      securityGroupId: EXAMPLE_CLUSTER.securityGroup,
    },
    kafkaClient: 'platformatic',
  },
  {
    ...prod,
    name: 'prod-express',
    cluster: { kind: 'express', instanceType: 'express.m7g.large' },
    kafkaPollers: { minimum: 1, maximum: 2 },
    encryption: 'customer-managed',
    traces: { percent: 5 },
    auth: { kind: 'jwt', issuer: 'https://issuer.example', audience: ['orders'] },
    tags: { owner: 'orders' },
    alarmRecipients: { pages: ['https://pager.example/alarms'], notices: ['orders@shop.example'] },
    monthlyBudget: 1_500,
    gatewayEvents: { kind: 'event-bridge', eventBus: 'aws.partner/stripe.com/ed_example' },
  },
];
