import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { AlarmRule, AlarmState, CompositeAlarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { dataKey } from '../recipes/data-key.ts';
import type { Stage } from '../stages.ts';
import { alarmDescription, alarmName, FlowAlarm } from './flow-alarm.ts';

const HEADING = 'customers-are-affected';

interface OnCallProps {
  readonly stage: Stage;
}

/** Whom the alarms of a stack reach: each notifies `notices`; one for all that customers feel notifies `pages`. Who subscribes, the stage says, or the team by itself. */
export class OnCall extends Construct {
  readonly pages: Topic;
  readonly notices: Topic;
  /** In the order of the flow; first the one that pages, where there is one. */
  readonly alarms: readonly IAlarm[];

  constructor(scope: Construct, id: string, { stage }: OnCallProps) {
    super(scope, id);
    this.pages = alarmTopic(this, 'Pages', stage);
    this.notices = alarmTopic(this, 'Notices', stage);
    const { alarmRecipients } = stage;
    for (const recipient of alarmRecipients.pages) this.pages.addSubscription(subscriptionOf(recipient));
    for (const recipient of alarmRecipients.notices) this.notices.addSubscription(subscriptionOf(recipient));
    addBudget(this, stage);
    const alarms = Stack.of(this)
      .node.findAll()
      .filter((construct) => construct instanceof FlowAlarm);
    for (const alarm of alarms) notify(this.notices, alarm);
    for (const alarm of alarms.filter(({ silenceAlarms }) => silenceAlarms)) this.notifyOfSilence(alarm);
    this.alarms = [...this.customersAreAffected(stage, alarms), ...alarms];
  }

  /** No state of an alarm that is new, which would alarm at a first deployment, but the change to it from another. */
  private notifyOfSilence(alarm: FlowAlarm) {
    const topics = alarm.customerFacing ? [this.notices, this.pages] : [this.notices];
    alarm.addInsufficientDataAction(...topics.map(actionOf));
  }

  /** Emulators of CloudFormation know no composite alarms. */
  private customersAreAffected(stage: Stage, alarms: readonly FlowAlarm[]) {
    if (stage.endpoint !== undefined) return [];
    const felt = alarms.filter(({ customerFacing }) => customerFacing);
    const alarm = new CompositeAlarm(this, 'CustomersAreAffected', {
      compositeAlarmName: alarmName(stage, HEADING),
      alarmDescription: alarmDescription('Customers feel it now.', HEADING),
      alarmRule: AlarmRule.anyOf(...felt.map((one) => AlarmRule.fromAlarm(one, AlarmState.ALARM))),
    });
    notify(this.pages, alarm);
    return [alarm];
  }
}

function subscriptionOf(recipient: string) {
  if (recipient.startsWith('https://')) return new UrlSubscription(recipient);
  if (isEmail(recipient)) return new EmailSubscription(recipient);
  throw new Error(
    `"${recipient}" can't receive alarms: name an e-mail address or an https:// address (lib/stages.ts).`,
  );
}

/** Both ways, so that a page ends by itself. */
function notify(topic: Topic, alarm: FlowAlarm | CompositeAlarm) {
  alarm.addAlarmAction(actionOf(topic));
  alarm.addOkAction(actionOf(topic));
}

const actionOf = ({ topicArn }: Topic) => ({ bind: () => ({ alarmActionArn: topicArn }) });

/** A message holds an alarm's name and numbers, and a key is one more way to lose a page: none unless the stage wants one. */
function alarmTopic(scope: Construct, id: string, stage: Stage) {
  const key = dataKey(scope, stage);
  const topic = new Topic(scope, id, { enforceSSL: true, ...(key && { masterKey: key }) });
  const { account } = Stack.of(scope);
  // Any policy takes the place of the one by which alarms may publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': anyAlarmOf(scope, stage) },
      },
    }),
  );
  return topic;
}

const anyAlarmOf = (scope: Construct, stage: Stage) =>
  Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: alarmName(stage, '*'),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

const isEmail = (recipient: string) => /^[^@\s]+@[^@\s]+$/.test(recipient);

/**
 * Notifies of a bill that grows beyond what the stage is meant to cost. It counts what carries the tag `stage`, which has to
 * be activated once as a cost allocation tag of the account (Billing console).
 */
function addBudget(scope: Construct, { name, monthlyBudget, alarmRecipients }: Stage) {
  if (monthlyBudget === undefined) return;
  const emails = alarmRecipients.notices.filter(isEmail);
  if (emails.length === 0)
    throw new Error(
      `Stage ${name} has a monthlyBudget and nobody to notify: name an e-mail in alarmRecipients.notices.`,
    );
  const subscribers = emails.map((address) => ({ subscriptionType: 'EMAIL', address }));
  const notification = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
    subscribers,
  });
  new CfnBudget(scope, 'Budget', {
    budget: {
      budgetName: `chargeonce-${name}`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: monthlyBudget, unit: 'USD' },
      costFilters: { TagKeyValue: [`user:stage$${name}`] },
    },
    notificationsWithSubscribers: [notification('ACTUAL', 80), notification('FORECASTED', 100)],
  });
}
