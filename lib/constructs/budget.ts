import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';

export const isEmail = (recipient: string) => /^[^@\s]+@[^@\s]+$/.test(recipient);

/**
 * Tells of a bill that grows beyond what the stage is meant to cost. It counts what carries the tag `stage`, which has to
 * be activated once as a cost allocation tag of the account (Billing console).
 */
export function addBudget(scope: Construct, { name, monthlyBudget, alarmRecipients }: Stage) {
  if (monthlyBudget === undefined) return;
  const emails = alarmRecipients.notices.filter(isEmail);
  if (emails.length === 0)
    throw new Error(`Stage ${name} has a monthlyBudget and nobody to tell: name an e-mail in alarmRecipients.notices.`);
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
