import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { FlowAlarm } from '../monitoring/flow-alarm.ts';
import type { Stage } from '../stages.ts';
import type { NodeFunction } from './node-function.ts';

interface GradualDeploymentProps {
  readonly stage: Stage;
  /** It must be versioned; its alarms are those of the scope. */
  readonly payer: NodeFunction;
}

/**
 * The alarms that a bad version sets off while it has a tenth of the events. Not those on rows, such as payments-in-review:
 * they last for days, and whatever is on stops a deployment. Lag is none: what the new version fails, the old one takes.
 */
const SHOW_BAD_CODE = [
  'gateway-refuses-our-account',
  'gateway-unreachable',
  'settle-conflicts',
  'payment-processor-quarantine',
  'new-version-fails',
];

/** Shifts events from a function's version to the next as slowly as the stage says, and back as soon as an alarm goes off. */
export function deployGradually(scope: Construct, { stage, payer }: GradualDeploymentProps) {
  const { gradualDeployment: pace } = stage;
  const { entry: alias } = payer;
  if (pace === undefined || !(alias instanceof Alias)) return;
  addNewVersionAlarm(scope, { stage, payer });
  const { role, rights } = shifter(scope, payer);
  const watched = pace !== 'ALL_AT_ONCE';
  const group = new LambdaDeploymentGroup(scope, 'Deployment', {
    alias,
    deploymentConfig: LambdaDeploymentConfig[pace],
    alarms: scope.node.children
      .filter((part) => part instanceof FlowAlarm)
      .filter(({ heading }) => SHOW_BAD_CODE.includes(heading)),
    ignoreAlarmConfiguration: !watched,
    autoRollback: { deploymentInAlarm: watched },
    // As it is: CDK would add a policy of AWS's own, which reaches all functions.
    role: role.withoutPolicyUpdates(),
  });
  group.node.addDependency(rights);
}

/** Of the one version that was deployed last: errors of the one before must not stop the deployment of a remedy. */
function addNewVersionAlarm(scope: Construct, { stage, payer }: GradualDeploymentProps) {
  new FlowAlarm(scope, 'NewVersionFails', {
    stage,
    of: payer.service,
    heading: 'new-version-fails',
    impact: 'Orders are charged late, or not at all: the code that was deployed last throws or runs out of time.',
    customerFacing: false,
    metric: payer.metricErrors({
      statistic: Stats.SUM,
      period: Duration.minutes(5),
      dimensionsMap: {
        FunctionName: payer.fixedName,
        Resource: `${payer.fixedName}:live`,
        ExecutedVersion: payer.currentVersion.version,
      },
    }),
    threshold: 1,
  });
}

/** CodeDeploy's role for one function: to move its alias, and to see whether an alarm is on. */
function shifter(scope: Construct, { functionArn }: NodeFunction) {
  const role = new Role(scope, 'DeploymentRole', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
  const rights = new Policy(scope, 'DeploymentRights', {
    roles: [role],
    statements: [
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
        resources: [functionArn, `${functionArn}:*`],
      }),
      new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
    ],
  });
  return { role, rights };
}
